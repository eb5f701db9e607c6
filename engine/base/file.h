/* Reading a file whole, and writing a folder that appears whole or not at all. */
#ifndef HP_BASE_FILE_H
#define HP_BASE_FILE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/finding.h"

/* "dir/name". */
char *hp_path_join(hp_arena *arena, const char *dir, const char *name);

/* Reads `dir`/`name` into the arena. A file that cannot be read is a finding and *bytes is NULL
 * (HP_OK: the caller goes on to find more). Folders and special files cannot be read. */
hp_status HP_MUST_CHECK hp_file_read(char **bytes, size_t *length, hp_arena *arena, const char *dir,
                                     const char *name, hp_findings *findings);

/* Whether the file `dir`/`name` has just these bytes. One that cannot be read is a finding. */
hp_status HP_MUST_CHECK hp_file_has(bool *same, const char *dir, const char *name,
                                    const char *bytes, size_t length, hp_findings *findings);

/* Whether `dir`/`name` is there, of whatever kind. */
bool hp_file_is_there(const char *dir, const char *name);

/* Writes one new file into a folder that is there, whole or not at all. HP_USAGE: it exists. */
hp_status HP_MUST_CHECK hp_file_write_new(const char *dir, const char *name, const char *bytes,
                                          size_t length, hp_findings *findings);

/* A folder under construction: a hidden sibling of its target that takes the target's name in one
 * step. */
typedef struct hp_folder hp_folder;

/* Begins a folder. HP_USAGE: the target exists or lies in a sealed run; HP_IO: it cannot be made.
 * Both are findings. */
hp_status HP_MUST_CHECK hp_folder_begin(hp_folder **out, const char *target, hp_findings *findings);

/* Writes one file, `name` below the folder, making the subfolders that it names ("rosters/1.csv").
 * After a failure the folder can only be dropped. */
hp_status HP_MUST_CHECK hp_folder_write(hp_folder *folder, const char *name, const char *bytes,
                                        size_t length, hp_findings *findings);

/* The same where the hash of the bytes is known. */
hp_status HP_MUST_CHECK hp_folder_write_hashed(hp_folder *folder, const char *name,
                                               const char *bytes, size_t length, const char *hash,
                                               hp_findings *findings);

/* The same in pieces: the file is opened, takes what a growing text holds whenever that is long
 * (the text is then empty again), and is closed with what is left of it. */
hp_status HP_MUST_CHECK hp_folder_open(hp_folder *folder, const char *name, hp_findings *findings);
hp_status HP_MUST_CHECK hp_folder_pour(hp_folder *folder, hp_buffer *text, hp_findings *findings);
hp_status HP_MUST_CHECK hp_folder_close(hp_folder *folder, hp_buffer *text, hp_findings *findings);

/* Some files are written by a process of its own while this one goes on: `work` writes them, at
 * most `most_files` of them, all into one subfolder ("rosters/"). It has a copy of all memory, and
 * what it changes there is lost. The manifest waits for it and tells how it ended. */
typedef hp_status (*hp_folder_work)(const void *context, hp_folder *folder, hp_findings *findings);

hp_status HP_MUST_CHECK hp_folder_write_apart(hp_folder *folder, const char *subfolder,
                                              size_t most_files, hp_folder_work work,
                                              const void *context, hp_findings *findings);

/* A file that another library writes itself and that does not stay: it writes to *path, lent by the
 * folder; then the file reserved last is withdrawn: read into the arena, and removed. */
hp_status HP_MUST_CHECK hp_folder_reserve(const char **path, hp_folder *folder, const char *name,
                                          hp_findings *findings);
hp_status HP_MUST_CHECK hp_folder_withdraw(char **bytes, size_t *length, hp_arena *arena,
                                           hp_folder *folder, hp_findings *findings);

/* Tells that a file cannot be written, by an errno. HP_IO. */
hp_status HP_MUST_CHECK hp_folder_fail(hp_folder *folder, const char *name, int error,
                                       hp_findings *findings);

/* The SHA-256 manifest of the files so far, as manifest.json has it, written as the last file. */
hp_status HP_MUST_CHECK hp_folder_write_manifest(hp_folder *folder, hp_findings *findings);

/* Syncs all files to the disk and gives the folder its name: from here on it is there. Many files
 * are synced at once, with all else that the file system has to write (syncfs; it tells of failed
 * writes from Linux 5.8 on). */
hp_status HP_MUST_CHECK hp_folder_commit(hp_folder *folder, hp_findings *findings);

/* Ends the work on a folder; one that was not committed is removed. NULL is accepted. */
void hp_folder_free(hp_folder *folder);

#endif

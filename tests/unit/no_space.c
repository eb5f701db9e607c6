/* A disk that fails at every call: the target is not there, nothing is left beside it, and a
 * finding names the file. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"
#include "disk.h"
#include "unit.h"

/* What the calls below write: made once, for the season's run is not what is tested. */
static hp_season *season;
static hp_run *run;
static const char *out;

static hp_status write_run(hp_findings *findings) {
    return hp_run_write(run, out, findings);
}

static hp_status write_invented(hp_findings *findings) {
    hp_invent_options options = {.students = 12, .schools = 2, .seed = "s"};
    return hp_invent(out, &options, findings);
}

static hp_status write_export(hp_findings *findings) {
    return hp_season_export_mathprog(season, out, NULL, findings);
}

/* A file of two writes' length and files in folders within folders. */
static hp_status write_folder(hp_findings *findings) {
    static char bytes[300000];
    hp_folder *folder = NULL;
    hp_status status = hp_folder_begin(&folder, out, findings);
    if (status == HP_OK) {
        status = hp_folder_write(folder, "a/b/c.csv", bytes, sizeof bytes, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_write(folder, "a/d.csv", "d", 1, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_write(folder, "empty", "", 0, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_write_manifest(folder, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_commit(folder, findings);
    }
    hp_folder_free(folder);
    return status;
}

/* More files than are synced one by one, by turns in three folders; one file in pieces. */
enum { MANY = 65 };

static hp_status write_many(hp_findings *findings) {
    static const char *const folders[] = {"a", "b", "b/c"};
    hp_folder *folder = NULL;
    hp_buffer text = {0};
    hp_status status = hp_folder_begin(&folder, out, findings);
    for (int i = 1; i < MANY && status == HP_OK; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s/%d.csv", folders[i % 3], i);
        status = hp_folder_write(folder, name, name, strlen(name), findings);
    }
    if (status == HP_OK) {
        status = hp_folder_open(folder, "long.csv", findings);
    }
    for (int i = 0; i < 100000 && status == HP_OK; i++) {
        hp_buffer_text(&text, "piece");
        status = hp_folder_pour(folder, &text, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_close(folder, &text, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_write_manifest(folder, findings);
    }
    if (status == HP_OK) {
        status = hp_folder_commit(folder, findings);
    }
    hp_folder_free(folder);
    hp_buffer_free(&text);
    return status;
}

static hp_status write_file(hp_findings *findings) {
    return hp_file_write_new(unit_folder(), "out", "text", 4, findings);
}

typedef hp_status (*writer)(hp_findings *);
static const struct {
    const char *what;
    writer write;
} writers[] = {{"a run", write_run},        {"an invented season", write_invented},
               {"an export", write_export}, {"a folder", write_folder},
               {"many files", write_many},  {"a file", write_file}};

enum { WRITERS = sizeof writers / sizeof *writers };

/* The target's files by their hashes; the file's text where the target is one; NULL: none. */
static char *target(void) {
    struct stat about;
    if (lstat(out, &about) != 0) {
        return NULL;
    }
    if (S_ISREG(about.st_mode)) {
        return unit_read(unit_folder(), "out", NULL);
    }
    char *text = unit_read(out, "manifest.json", NULL);
    text = text == NULL ? unit_read(out, "students.csv", NULL) : text;
    return text == NULL ? unit_read(out, "feeder.dat", NULL) : text;
}

static void prepare(void) {
    if (run == NULL) {
        hp_findings *findings = hp_findings_new();
        CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, unit_tiny("season"), findings), HP_OK);
        const hp_run_options options = {.workers = 2};
        CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, &options, findings), HP_OK);
        hp_findings_free(findings);
        out = unit_path("out");
    }
}

/* Claims that the writer succeeds and gives what it wrote; removes it. */
static char *written(writer write) {
    hp_findings *findings = hp_findings_new();
    CU_ASSERT_EQUAL(write(findings), HP_OK);
    char *text = target();
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    unit_remove(out);
    CU_ASSERT_EQUAL(unit_entries(unit_folder()), 1);
    hp_findings_free(findings);
    return text;
}

/* The finding says which file, by its own name or the target's, and why. */
static void claim_named(const hp_findings *findings, const char *wanted, const char *why) {
    const hp_finding *finding = unit_find(findings, "write_failed");
    UNIT_CLAIM(finding != NULL, "%s is a finding", why);
    if (finding != NULL) {
        CU_ASSERT_EQUAL(finding->severity, HP_ERROR);
        const char *name = finding->file;
        bool named = strcmp(name, out) == 0 || strcmp(name, "out") == 0 ||
                     strstr(wanted, name) != NULL || strchr(name, '.') != NULL;
        UNIT_CLAIM(named && *name != '\0', "\"%s\" is a file or the target", name);
        UNIT_CLAIM(strstr(finding->rule, why) != NULL, "\"%s\" says %s", finding->rule, why);
    }
}

/* After a call that met a failure.
 * `off`: of a file that has its name, but whose folder could not be synced, hp_file_write_new tells
 * the failure and leaves the file; it is to take it back. */
static void claim_nothing_left(hp_status status, const hp_findings *findings, const char *wanted,
                               const char *what, const char *why, bool off) {
    UNIT_CLAIM(status == HP_IO && hp_exit_code(status) == 4, "%s: outcome %d", what, (int)status);
    claim_named(findings, wanted, why);
    UNIT_CLAIM(off || access(out, F_OK) != 0, "%s leaves the target", what);
    unit_remove(out);
    int left = unit_entries(unit_folder()) - 1; /* the season */
    UNIT_CLAIM(left == 0, "%s leaves %d entries beside it", what, left);
}

static void fails_at_every_call(disk_mode mode) {
    prepare();
    for (size_t i = 0; i < WRITERS; i++) {
        char *wanted = written(writers[i].write);
        bool more = true;
        int64_t k = 1;
        for (; more; k++) {
            hp_findings *findings = hp_findings_new();
            disk_arm(k, mode);
            hp_status status = writers[i].write(findings);
            disk_account account = disk_disarm();
            char what[128];
            snprintf(what, sizeof what, "%s, %s as call %lld", writers[i].what,
                     account.failer == NULL ? "none" : account.failer, (long long)k);
            more = account.failed > 0;
            /* The close of a file that was read, or of a folder; /dev/null, where a library prints.
             */
            if (status == HP_OK) {
                char *text = target();
                bool harmless = !more || strcmp(account.failer, "close") == 0 ||
                                strcmp(account.failer, "open") == 0;
                UNIT_CLAIM(harmless, "%s is missed", what);
                UNIT_SAME(text, wanted);
                free(text);
                unit_remove(out);
            } else {
                claim_nothing_left(status, findings, wanted, what, strerror(ENOSPC),
                                   account.named && writers[i].write == write_file);
            }
            hp_findings_free(findings);
        }
        printf("\n    %s: %lld calls", writers[i].what, (long long)k - 2);
        CU_ASSERT(k > 2);
        free(wanted);
    }
    printf("\n");
}

static void nothing_is_left_when_one_call_fails(void) {
    fails_at_every_call(DISK_FAILS_ONCE);
}

static void nothing_is_left_when_the_disk_fills_up(void) {
    fails_at_every_call(DISK_FILLS_UP);
}

/* Four files, two folders in it, itself and the one it lies in. */
static void every_file_and_folder_is_synced(void) {
    prepare();
    hp_findings *findings = hp_findings_new();
    disk_arm(INT64_MAX, DISK_FAILS_ONCE);
    CU_ASSERT_EQUAL(write_folder(findings), HP_OK);
    CU_ASSERT_EQUAL(disk_disarm().syncs, 8);
    unit_remove(out);
    disk_arm(INT64_MAX, DISK_FAILS_ONCE);
    CU_ASSERT_EQUAL(write_file(findings), HP_OK);
    CU_ASSERT_EQUAL(disk_disarm().syncs, 2);
    unit_remove(out);
    hp_findings_free(findings);
}

/* All of them with the manifest, and the folder that the target lies in. */
static void many_files_are_synced_at_once(void) {
    prepare();
    hp_findings *findings = hp_findings_new();
    disk_arm(INT64_MAX, DISK_FAILS_ONCE);
    CU_ASSERT_EQUAL(write_many(findings), HP_OK);
    disk_account account = disk_disarm();
    CU_ASSERT_EQUAL(account.disk_syncs, 1);
    CU_ASSERT_EQUAL(account.syncs, 1);
    unit_remove(out);
    disk_arm(1, DISK_OLD_SYNC);
    CU_ASSERT_EQUAL(write_many(findings), HP_OK);
    CU_ASSERT_EQUAL(disk_disarm().syncs, MANY + 1 + 3 + 1 + 1);
    unit_remove(out);
    CU_ASSERT_EQUAL(hp_findings_count(findings), 0);
    hp_findings_free(findings);
}

/* The pieces are one file, whose hash is that of all of it. */
static void a_file_in_pieces_is_one_file(void) {
    prepare();
    hp_findings *findings = hp_findings_new();
    char hex[HP_HEX_BYTES];
    size_t length = 0;
    CU_ASSERT_EQUAL(write_many(findings), HP_OK);
    char *text = unit_read(out, "long.csv", &length);
    char *manifest = unit_read(out, "manifest.json", NULL);
    CU_ASSERT_FATAL(text != NULL && manifest != NULL);
    CU_ASSERT_EQUAL(length, 500000);
    for (size_t i = 0; i < length; i++) {
        CU_ASSERT_FATAL(text[i] == "piece"[i % 5]);
    }
    hp_sha256_hex(hex, text, length);
    CU_ASSERT_PTR_NOT_NULL(strstr(manifest, hex));
    unit_remove(out);
    free(text);
    free(manifest);
    hp_findings_free(findings);
}

/* One for the form of all workbooks and one for the rosters, however many schools there are. */
static void a_run_begins_two_processes(void) {
    prepare();
    for (size_t i = 0; i < WRITERS; i++) {
        hp_findings *findings = hp_findings_new();
        disk_arm(INT64_MAX, DISK_FAILS_ONCE);
        CU_ASSERT_EQUAL(writers[i].write(findings), HP_OK);
        UNIT_CLAIM(disk_disarm().forks == (writers[i].write == write_run ? 2 : 0), "%s",
                   writers[i].what);
        unit_remove(out);
        hp_findings_free(findings);
    }
}

static void one_worker_writes_the_rosters_itself(void) {
    prepare();
    hp_findings *findings = hp_findings_new();
    hp_run *alone = NULL;
    const hp_run_options options = {.workers = 1};
    char *wanted = written(write_run);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&alone, season, &options, findings), HP_OK);
    disk_arm(INT64_MAX, DISK_FAILS_ONCE);
    CU_ASSERT_EQUAL(hp_run_write(alone, out, findings), HP_OK);
    CU_ASSERT_EQUAL(disk_disarm().forks, 1);
    char *text = target();
    UNIT_SAME(text, wanted);
    unit_remove(out);
    hp_run_free(alone);
    free(text);
    free(wanted);
    hp_findings_free(findings);
}

static void a_target_made_meanwhile_is_not_replaced(void) {
    prepare();
    hp_findings *findings = hp_findings_new();
    hp_folder *folder = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_folder_begin(&folder, out, findings), HP_OK);
    CU_ASSERT_EQUAL(hp_folder_write(folder, "a.csv", "a", 1, findings), HP_OK);
    CU_ASSERT_EQUAL(mkdir(out, 0777), 0);
    CU_ASSERT_EQUAL(hp_folder_commit(folder, findings), HP_USAGE);
    hp_folder_free(folder);
    CU_ASSERT_PTR_NOT_NULL(unit_find(findings, "target_exists"));
    CU_ASSERT_EQUAL(unit_entries(out), 0);
    unit_remove(out);
    CU_ASSERT_EQUAL(unit_entries(unit_folder()), 1);
    hp_findings_free(findings);
}

/* Modes that a writer bears. */
static void bears(disk_mode mode) {
    prepare();
    for (size_t i = 0; i < WRITERS; i++) {
        char *wanted = written(writers[i].write);
        hp_findings *findings = hp_findings_new();
        disk_arm(1, mode);
        hp_status status = writers[i].write(findings);
        disk_account account = disk_disarm();
        CU_ASSERT_EQUAL(status, HP_OK);
        CU_ASSERT(account.failed > 0 || (mode == DISK_OLD_SYNC && writers[i].write != write_many));
        char *text = target();
        UNIT_SAME(text, wanted);
        unit_remove(out);
        CU_ASSERT_EQUAL(unit_entries(unit_folder()), 1);
        free(text);
        free(wanted);
        hp_findings_free(findings);
    }
}

static void short_writes_and_reads_are_borne(void) {
    bears(DISK_WRITES_SHORT);
}

static void interrupted_writes_and_reads_are_borne(void) {
    bears(DISK_IS_INTERRUPTED);
}

static void a_file_system_without_renameat2_is_borne(void) {
    bears(DISK_OLD_RENAME);
}

static void a_file_system_without_syncfs_is_borne(void) {
    bears(DISK_OLD_SYNC);
}

/* Real failures, of libxlsxwriter's writes too: no file may grow beyond a limit. */
static void nothing_is_left_when_a_file_may_not_grow(void) {
    prepare();
    struct rlimit before;
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    char *wanted = written(write_run);
    hp_status status = HP_IO;
    rlim_t limit = 0;
    for (; status != HP_OK; limit += 97) {
        struct rlimit small = {.rlim_cur = limit, .rlim_max = before.rlim_max};
        hp_findings *findings = hp_findings_new();
        setrlimit(RLIMIT_FSIZE, &small);
        status = write_run(findings);
        setrlimit(RLIMIT_FSIZE, &before);
        char what[64];
        snprintf(what, sizeof what, "a limit of %lld bytes", (long long)limit);
        if (status != HP_OK) {
            claim_nothing_left(status, findings, wanted, what, "", false);
        }
        hp_findings_free(findings);
    }
    char *text = target();
    UNIT_SAME(text, wanted);
    CU_ASSERT(limit > 3000);
    printf("\n    %lld bytes suffice\n", (long long)limit - 97);
    unit_remove(out);
    free(text);
    free(wanted);
}

static void what_was_made_is_freed(void) {
    hp_run_free(run);
    hp_season_free(season);
    run = NULL;
    season = NULL;
}

static CU_TestInfo tests[] = {
    {"nothing is left when one call fails", nothing_is_left_when_one_call_fails},
    {"nothing is left when the disk fills up", nothing_is_left_when_the_disk_fills_up},
    {"every file and folder is synced", every_file_and_folder_is_synced},
    {"many files are synced at once", many_files_are_synced_at_once},
    {"a file in pieces is one file", a_file_in_pieces_is_one_file},
    {"a run begins two processes", a_run_begins_two_processes},
    {"one worker writes the rosters itself", one_worker_writes_the_rosters_itself},
    {"a target made meanwhile is not replaced", a_target_made_meanwhile_is_not_replaced},
    {"short writes and reads are borne", short_writes_and_reads_are_borne},
    {"interrupted writes and reads are borne", interrupted_writes_and_reads_are_borne},
    {"a file system without renameat2 is borne", a_file_system_without_renameat2_is_borne},
    {"a file system without syncfs is borne", a_file_system_without_syncfs_is_borne},
    {"nothing is left when a file may not grow", nothing_is_left_when_a_file_may_not_grow},
    {"a run can be freed after all that", what_was_made_is_freed},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "no_space", .pTests = tests},
    CU_SUITE_INFO_NULL,
};

/* The notice is checked cell by cell before it is written: an engine whose masks hide nothing, or
 * hide other things, gives no run at all. This program brings such masks, in place of the engine's.
 *
 *     unmasked SEASON DIR
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "huapian.h"
#include "publish/mask.h"

static const char *(*mask_now)(const char *name);

const char *hp_mask_name(hp_arena *arena, const char *name) {
    (void)arena;
    return mask_now(name);
}

static const char *stars(const char *name) {
    return *name == '\0' ? "" : "*";
}

static const char *the_name(const char *name) {
    return name;
}

static const char *nothing(const char *name) {
    (void)name;
    return "";
}

/* Where the season has no name there is nothing to show. */
static const char *something(const char *name) {
    return *name == '\0' ? "*" : "**";
}

/* Whether a run with these masks ends as it must, and writes a folder only when it ends well. */
static bool ends(const char *what, const char *(*mask)(const char *), hp_status wanted,
                 const hp_season *season, const char *dir) {
    hp_run *run = NULL;
    hp_findings *findings = hp_findings_new();
    struct stat there;
    mask_now = mask;
    hp_status status = hp_season_run(&run, season, NULL, findings);
    if (status == HP_OK) {
        status = hp_run_write(run, dir, findings);
    }
    bool found = false;
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        found = found || strcmp(hp_findings_get(findings, i)->code, "notice_cell") == 0;
    }
    bool written = stat(dir, &there) == 0;
    hp_run_free(run);
    hp_findings_free(findings);
    bool as_it_must = status == wanted && found == (wanted != HP_OK) && written == !found;
    printf("%s: %s\n", what, as_it_must ? "as it must" : "NOT as it must");
    return as_it_must;
}

int main(int argc, char **argv) {
    hp_season *season = NULL;
    hp_findings *findings = hp_findings_new();
    if (argc != 3 || hp_season_open(&season, argv[1], findings) != HP_OK) {
        return 2;
    }
    /* The order matters: what ends well is written, and stands. */
    bool good = ends("the name itself", the_name, HP_UNPROVEN, season, argv[2]);
    good = ends("nothing for a name", nothing, HP_UNPROVEN, season, argv[2]) && good;
    good = ends("something for no name", something, HP_UNPROVEN, season, argv[2]) && good;
    good = ends("stars", stars, HP_OK, season, argv[2]) && good;
    hp_season_free(season);
    hp_findings_free(findings);
    return good ? 0 : 1;
}

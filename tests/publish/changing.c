/* A sealed run that someone changes while it is being published: after its seal was checked, before
 * the file is copied. Nothing may be published then.
 *
 *     changing DIR DIR2 FILE
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "huapian.h"
#include "publish/seal.h"

hp_status __real_hp_seal_check(hp_json **manifest, const char *dir, hp_findings *findings);
hp_status __wrap_hp_seal_check(hp_json **manifest, const char *dir, hp_findings *findings);

static const char *file_to_change;

/* The seal as the engine checks it; then the file gets a byte more. */
hp_status __wrap_hp_seal_check(hp_json **manifest, const char *dir, hp_findings *findings) {
    char path[4096];
    hp_status status = __real_hp_seal_check(manifest, dir, findings);
    snprintf(path, sizeof path, "%s/%s", dir, file_to_change);
    FILE *file = fopen(path, "ab");
    if (file != NULL) {
        fputc('x', file);
        fclose(file);
    }
    return status;
}

int main(int argc, char **argv) {
    struct stat there;
    if (argc != 4) {
        return 2;
    }
    file_to_change = argv[3];
    hp_findings *findings = hp_findings_new();
    hp_status status = hp_publish(argv[1], argv[2], findings);
    for (size_t i = 0; i < hp_findings_count(findings); i++) {
        printf("%s\n", hp_findings_get(findings, i)->code);
    }
    hp_findings_free(findings);
    return status == HP_INPUT && stat(argv[2], &there) != 0 ? 0 : 1;
}

#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static int refuse_options(const cli_options *options) {
    if (options->internal != (options->against != NULL)) {
        fprintf(stderr, "%s\n", cli_text("huapian explain: --internal and --against go together"));
        return 2;
    }
    if (options->language == NULL || strcmp(options->language, "zh") == 0 ||
        strcmp(options->language, "en") == 0) {
        return 0;
    }
    fprintf(stderr, "%s\n", cli_text("huapian explain: --language is zh or en"));
    return 2;
}

static int explain(const cli_options *options) {
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    char *text = NULL;
    const hp_explain_options how = {.dir = options->arguments[1],
                                    .student_id = options->arguments[2],
                                    .language = options->language,
                                    .json = options->json,
                                    .against = options->against};
    int code = refuse_options(options);
    hp_status status = findings == NULL ? HP_NO_MEMORY : HP_OK;
    if (status == HP_OK && code == 0) {
        status = hp_season_open(&season, options->arguments[0], findings);
    }
    if (status == HP_OK && code == 0) {
        status = hp_season_explain(&text, season, &how, findings);
    }
    if (findings != NULL) {
        cli_print_findings(findings, true); /* warnings were said when the run was made */
    }
    if (code == 0) {
        code = status == HP_OK ? 0 : cli_exit(status, findings);
    }
    if (code == 0) {
        code = cli_put(text);
    }
    hp_text_free(text);
    hp_season_free(season);
    hp_findings_free(findings);
    return code;
}

const cli_command cli_explain = {
    .name = "explain",
    .usage = "explain SEASON DIR STUDENT_ID [--language zh|en] [--internal --against SCHOOL_ID]",
    .summary = "Tells one family why the child is where it is in the run of folder DIR.",
    .details =
        "It says the result and its clauses, the facts and who checked them, the category, the\n"
        "deciding address, the stages, why not another school, the distances and what comes next;\n"
        "never another child's data. The run is made again and must come out the same.\n"
        "--language zh|en  the language; that of season.json when it is not given.\n"
        "--internal --against SCHOOL_ID  for the office alone: the single changes of a fact or of "
        "the\n"
        "school's seats with which the child would be there, each found by running it.",
    .least_arguments = 3,
    .most_arguments = 3,
    .allowed = " language internal against ",
    .run = explain,
};

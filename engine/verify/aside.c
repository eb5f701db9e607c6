#define _GNU_SOURCE /* sched_getaffinity */
#include "verify/aside.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_second_processor(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 1;
}

/* ---- the process aside ---- */

static bool write_all(int to, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(to, bytes, length);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* A line for each step: pass or fail, the length of the witness and it; then the end. */
static _Noreturn void report(int to, const vf_step *steps, int count) {
    vf_out out = {0};
    for (int s = 0; s < count; s++) {
        const char *witness = steps[s].witness == NULL ? "" : steps[s].witness;
        vf_put(&out, steps[s].failed ? "F" : "p");
        vf_put_number(&out, (int64_t)strlen(witness));
        vf_put(&out, " ");
        vf_put(&out, witness);
    }
    vf_put(&out, ".");
    _exit(write_all(to, out.bytes, out.length) ? 0 : VF_EXIT_MACHINE);
}

vf_aside vf_aside_begin(vf_work *work, vf_run *run, vf_step *steps, int count) {
    vf_aside aside = {.work = work};
    int ends[2];
    if (!has_second_processor() || pipe(ends) != 0) {
        return aside;
    }
    pid_t process = fork();
    if (process == 0) {
        close(ends[0]);
        work(run, steps);
        report(ends[1], steps, count);
    }
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        return aside;
    }
    aside.process = process;
    aside.report = ends[0];
    return aside;
}

/* ---- this process ---- */

static vf_out hear(int from) {
    vf_out heard = {0};
    char bytes[4096];
    vf_put(&heard, "");
    for (;;) {
        ssize_t got = read(from, bytes, sizeof bytes);
        if (got > 0) {
            vf_put_bytes(&heard, bytes, (size_t)got);
        } else if (got == 0 || errno != EINTR) {
            return heard;
        }
    }
}

/* Takes over what a report says of each step; false: it is not whole. */
static bool take_over(const vf_out *heard, vf_step *steps, int count, bool really) {
    const char *at = heard->bytes;
    for (int s = 0; s < count; s++) {
        size_t length = 0;
        bool failed = *at == 'F';
        if (*at != 'F' && *at != 'p') {
            return false;
        }
        for (at++; *at >= '0' && *at <= '9'; at++) {
            length = length * 10 + (size_t)(*at - '0');
        }
        if (*at != ' ' || length > heard->length - (size_t)(at - heard->bytes)) {
            return false;
        }
        at++;
        if (really && failed) {
            vf_fail(&steps[s], "%.*s", (int)length, at);
        }
        at += length;
    }
    return strcmp(at, ".") == 0;
}

void vf_aside_end(vf_aside *aside, vf_run *run, vf_step *steps, int count) {
    vf_out heard = {0};
    if (aside->process != 0) {
        heard = hear(aside->report);
        close(aside->report);
        while (waitpid(aside->process, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (heard.length > 0 && take_over(&heard, steps, count, false)) {
        take_over(&heard, steps, count, true);
        return;
    }
    aside->work(run, steps);
}

#include "base/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORKERS = 256 };

/* What a worker sends before the report of an item. */
typedef struct item_head {
    int32_t item;
    int32_t status;
    size_t length;
} item_head;

typedef struct worker {
    pid_t process;
    int pipe; /* where its reports come from; -1: closed */
} worker;

typedef struct crew {
    hp_buffer *reports;
    int32_t item_count;
    hp_work *work;
    void *context;
    hp_status *outcomes;        /* per item */
    bool *done;                 /* per item */
    _Atomic int32_t *next_item; /* shared by all processes */
} crew;

int32_t hp_workers_most(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > MOST_WORKERS ? MOST_WORKERS : (int32_t)count;
}

/* ---- in a worker ---- */

static bool send(int pipe, const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t sent = write(pipe, at, length);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        at += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* Takes items until there are none, then sends all reports: while it waits for the reader it could
 * not work. */
static bool work_and_send(const crew *all, int pipe) {
    hp_buffer sent = {0};
    for (int32_t item = atomic_fetch_add(all->next_item, 1); item < all->item_count;
         item = atomic_fetch_add(all->next_item, 1)) {
        hp_buffer report = {0};
        hp_status status = all->work(all->context, item, &report);
        status = status == HP_OK ? hp_buffer_status(&report) : status;
        item_head head = {.item = item, .status = (int32_t)status, .length = report.length};
        hp_buffer_append(&sent, &head, sizeof head);
        hp_buffer_append(&sent, hp_buffer_get(&report), report.length);
        hp_buffer_free(&report);
    }
    bool whole = hp_buffer_status(&sent) == HP_OK && send(pipe, hp_buffer_get(&sent), sent.length);
    hp_buffer_free(&sent);
    return whole;
}

/* ---- in the parent ---- */

static bool receive(int pipe, void *bytes, size_t length) {
    char *at = bytes;
    while (length > 0) {
        ssize_t got = read(pipe, at, length);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        at += got > 0 ? got : 0;
        length -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* Takes a worker's reports until it ends. */
static hp_status collect(crew *all, int pipe) {
    item_head head;
    while (receive(pipe, &head, sizeof head)) {
        char *bytes = malloc(head.length + 1);
        HP_NEED(bytes);
        bool whole = receive(pipe, bytes, head.length);
        if (whole) {
            hp_buffer_append(&all->reports[head.item], bytes, head.length);
            all->outcomes[head.item] = (hp_status)head.status;
            all->done[head.item] = true;
        }
        free(bytes);
        if (!whole) {
            return HP_NO_MEMORY;
        }
    }
    return HP_OK;
}

static hp_status start(worker *one, const crew *all) {
    int ends[2];
    if (pipe(ends) != 0) {
        return HP_NO_MEMORY;
    }
    one->process = fork();
    if (one->process == 0) {
        signal(SIGPIPE, SIG_IGN); /* a reader that is gone is an error, not an end */
        close(ends[0]);
        _exit(work_and_send(all, ends[1]) ? 0 : 1);
    }
    close(ends[1]);
    one->pipe = ends[0];
    if (one->process < 0) {
        close(ends[0]);
        one->pipe = -1;
        return HP_NO_MEMORY;
    }
    return HP_OK;
}

static hp_status wait_for(const worker *one) {
    int outcome = 0;
    while (waitpid(one->process, &outcome, 0) != one->process) {
        if (errno != EINTR) {
            return HP_OK; /* nobody keeps how it ended; its reports tell */
        }
    }
    return WIFEXITED(outcome) && WEXITSTATUS(outcome) == 0 ? HP_OK : HP_NO_MEMORY;
}

static hp_status run_crew(crew *all, worker *workers, int32_t count) {
    hp_status status = HP_OK;
    int32_t started = 0;
    while (started < count && status == HP_OK) {
        status = start(&workers[started], all);
        started += status == HP_OK;
    }
    for (int32_t w = 0; w < started; w++) {
        hp_status collected = status == HP_OK ? collect(all, workers[w].pipe) : HP_OK;
        status = status == HP_OK ? collected : status;
        close(workers[w].pipe);
    }
    for (int32_t w = 0; w < started; w++) {
        hp_status ended = wait_for(&workers[w]);
        status = status == HP_OK ? ended : status;
    }
    return status;
}

static hp_status first_failure(const crew *all) {
    for (int32_t item = 0; item < all->item_count; item++) {
        if (!all->done[item]) {
            return HP_NO_MEMORY;
        }
        if (all->outcomes[item] != HP_OK) {
            return all->outcomes[item];
        }
    }
    return HP_OK;
}

static hp_status run_apart(crew *all, int32_t count) {
    worker workers[MOST_WORKERS];
    void *shared = mmap(NULL, sizeof *all->next_item, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        return HP_NO_MEMORY;
    }
    all->next_item = shared;
    atomic_init(all->next_item, 0);
    all->outcomes = calloc((size_t)all->item_count, sizeof *all->outcomes);
    all->done = calloc((size_t)all->item_count, sizeof *all->done);
    hp_status status = all->outcomes == NULL || all->done == NULL ? HP_NO_MEMORY
                                                                  : run_crew(all, workers, count);
    status = status == HP_OK ? first_failure(all) : status;
    munmap(shared, sizeof *all->next_item);
    free(all->outcomes);
    free(all->done);
    return status;
}

hp_status hp_workers_run(hp_buffer *reports, int32_t item_count, int32_t workers, hp_work *work,
                         void *context) {
    crew all = {.reports = reports, .item_count = item_count, .work = work, .context = context};
    int32_t count = workers < item_count ? workers : item_count;
    if (count > 1) {
        return run_apart(&all, count < MOST_WORKERS ? count : MOST_WORKERS);
    }
    for (int32_t item = 0; item < item_count; item++) {
        HP_TRY(work(context, item, &reports[item]));
        HP_TRY(hp_buffer_status(&reports[item]));
    }
    return HP_OK;
}

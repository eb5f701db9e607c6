/* Work in items that do not touch each other, done in processes on all cores.
 *
 * Processes and not threads: the solver's environment belongs to a thread, and what fails in one
 * process leaves the others whole. An item's outcome is what it reports, so that the result is the
 * same for any number of workers. */
#ifndef HP_BASE_WORKERS_H
#define HP_BASE_WORKERS_H

#include "base/buffer.h"

/* Does one item and appends what it found to the report. What else it changes is lost where it ran
 * in a process of its own, and must not matter. */
typedef hp_status hp_work(void *context, int32_t item, hp_buffer *report);

/* Does items 0 … item_count − 1 in `workers` processes; with one or fewer, in this one. reports[]:
 * item_count of them, zeroed, freed by the caller whatever comes back; those before the first item
 * that failed are whole, and the report of that one has what it had appended. Returns the outcome
 * of the first item that failed; HP_NO_MEMORY where a process ended early. */
hp_status HP_MUST_CHECK hp_workers_run(hp_buffer *reports, int32_t item_count, int32_t workers,
                                       hp_work *work, void *context);

/* The processors of this machine that may be used, 1 at least. */
int32_t hp_workers_most(void);

#endif

/* The policies of invented seasons. Every clause in them is an example (示例). */
#ifndef HP_INVENT_POLICY_TEXT_H
#define HP_INVENT_POLICY_TEXT_H

#include "base/buffer.h"

/* Appends policy.json. `within_m`: what `any` routes are limited to; 0: no limit. */
void invent_policy(hp_buffer *out, bool primary, int32_t within_m);

#endif

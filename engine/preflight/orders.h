/* Rules of the policy that look like a slip: an order upside down, a stage without metres. */
#ifndef HP_PREFLIGHT_ORDERS_H
#define HP_PREFLIGHT_ORDERS_H

#include "policy/policy.h"
#include "preflight/notes.h"

void hp_check_orders(hp_notes *notes, const hp_data *data, const hp_policy *policy);

#endif

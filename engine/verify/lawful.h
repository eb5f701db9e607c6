/* Whether season.json and the policy are written as spec 2 and 3 have it: lawful.c. */
#ifndef VF_LAWFUL_H
#define VF_LAWFUL_H

#include "verify/json.h"

bool vf_settings_are_lawful(const vf_json *settings, vf_step *step);
bool vf_policy_is_lawful(const vf_json *policy, vf_step *step);

#endif

/* The checker's fence around libsodium: hash.c. */
#ifndef VF_HASH_H
#define VF_HASH_H

#include "verify/file.h"

/* False: libsodium cannot be used on this machine. */
bool vf_hash_start(void);

/* SHA-256 of what comes in pieces; the end gives the state back. */
typedef struct vf_sha256_state vf_sha256_state;
vf_sha256_state *vf_sha256_begin(void);
void vf_sha256_more(vf_sha256_state *state, const char *bytes, size_t length);
void vf_sha256_end(char hex[VF_HEX], vf_sha256_state *state);

/* HMAC-SHA256 with one key for many messages. */
typedef struct vf_hmac vf_hmac;
vf_hmac *vf_hmac_new(const char *key, size_t length);
/* The first 8 bytes as a big-endian number (spec 5, Lottery number). */
uint64_t vf_hmac_head(const vf_hmac *hmac, const char *message, size_t length);

#endif

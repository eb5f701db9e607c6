/* The fence around libsodium: SHA-256, HMAC-SHA256 and a reproducible stream of numbers. */
#ifndef HP_BASE_HASH_H
#define HP_BASE_HASH_H

#include <stdalign.h>
#include <stddef.h>

#include "base/status.h"

enum { HP_HEX_BYTES = 65 }; /* 64 hexadecimal digits and the NUL */

/* SHA-256 as lower-case hexadecimal digits. */
void hp_sha256_hex(char hex[HP_HEX_BYTES], const void *bytes, size_t length);

/* The same of bytes that come in pieces: begun, given each piece, ended. */
typedef struct hp_digest {
    alignas(max_align_t) unsigned char state[128];
} hp_digest;

void hp_digest_begin(hp_digest *digest);
void hp_digest_add(hp_digest *digest, const void *bytes, size_t length);
void hp_digest_end(char hex[HP_HEX_BYTES], hp_digest *digest);

/* The first 8 bytes, big-endian, of HMAC-SHA256(key, message). RFC 2104; any length of key. */
uint64_t hp_hmac_head(const void *key, size_t key_length, const void *message,
                      size_t message_length);

/* HMAC-SHA256 of many messages under one key that begin alike: what they share is hashed once. */
typedef struct hp_hmac {
    alignas(uint64_t) unsigned char state[208]; /* libsodium's */
} hp_hmac;

void hp_hmac_begin(hp_hmac *hmac, const void *key, size_t key_length, const void *start,
                   size_t start_length);

/* As hp_hmac_head, of the start and the rest together. */
uint64_t hp_hmac_end(const hp_hmac *hmac, const void *rest, size_t rest_length);

/* Numbers that only the seed decides, on every machine (ChaCha20 keyed by its SHA-256). */
typedef struct hp_stream {
    unsigned char key[32];
    uint64_t block; /* blocks drawn so far */
    unsigned char bytes[512];
    size_t used;
} hp_stream;

void hp_stream_init(hp_stream *stream, const char *seed);

/* A number from 0 to bound - 1, without bias. bound >= 1. */
uint32_t hp_stream_below(hp_stream *stream, uint32_t bound);

#endif

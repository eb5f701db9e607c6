#include "base/hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

void hp_sha256_hex(char hex[HP_HEX_BYTES], const void *bytes, size_t length) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, length);
    sodium_bin2hex(hex, HP_HEX_BYTES, digest, sizeof digest);
}

static_assert(sizeof(crypto_hash_sha256_state) <= sizeof((hp_digest){0}).state, "it has room");

static crypto_hash_sha256_state *state_of(hp_digest *digest) {
    return (crypto_hash_sha256_state *)(void *)digest->state;
}

void hp_digest_begin(hp_digest *digest) {
    crypto_hash_sha256_init(state_of(digest));
}

void hp_digest_add(hp_digest *digest, const void *bytes, size_t length) {
    crypto_hash_sha256_update(state_of(digest), bytes, length);
}

void hp_digest_end(char hex[HP_HEX_BYTES], hp_digest *digest) {
    unsigned char bytes[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(state_of(digest), bytes);
    sodium_bin2hex(hex, HP_HEX_BYTES, bytes, sizeof bytes);
}

_Static_assert(sizeof(crypto_auth_hmacsha256_state) <= sizeof((hp_hmac){0}.state),
               "an hp_hmac holds libsodium's state");

void hp_hmac_begin(hp_hmac *hmac, const void *key, size_t key_length, const void *start,
                   size_t start_length) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, key_length);
    crypto_auth_hmacsha256_update(&state, start, start_length);
    memcpy(hmac->state, &state, sizeof state);
}

uint64_t hp_hmac_end(const hp_hmac *hmac, const void *rest, size_t rest_length) {
    unsigned char digest[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    memcpy(&state, hmac->state, sizeof state);
    crypto_auth_hmacsha256_update(&state, rest, rest_length);
    crypto_auth_hmacsha256_final(&state, digest);
    uint64_t head = 0;
    for (int i = 0; i < 8; i++) {
        head = head << 8 | digest[i];
    }
    return head;
}

uint64_t hp_hmac_head(const void *key, size_t key_length, const void *message,
                      size_t message_length) {
    hp_hmac hmac;
    hp_hmac_begin(&hmac, key, key_length, message, message_length);
    return hp_hmac_end(&hmac, "", 0);
}

void hp_stream_init(hp_stream *stream, const char *seed) {
    memset(stream, 0, sizeof *stream);
    crypto_hash_sha256(stream->key, (const unsigned char *)seed, strlen(seed));
    stream->used = sizeof stream->bytes;
}

static uint32_t next_word(hp_stream *stream) {
    if (stream->used == sizeof stream->bytes) {
        unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
        for (size_t i = 0; i < sizeof nonce; i++) {
            nonce[i] = (unsigned char)(stream->block >> (8 * i));
        }
        crypto_stream_chacha20(stream->bytes, sizeof stream->bytes, nonce, stream->key);
        stream->block++;
        stream->used = 0;
    }
    const unsigned char *bytes = stream->bytes + stream->used;
    stream->used += 4;
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

uint32_t hp_stream_below(hp_stream *stream, uint32_t bound) {
    uint32_t biased = (uint32_t)-bound % bound;
    uint32_t word = next_word(stream);
    while (word < biased) {
        word = next_word(stream);
    }
    return word % bound;
}

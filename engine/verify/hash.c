#include "verify/hash.h"

#include <sodium.h>

bool vf_hash_start(void) {
    return sodium_init() >= 0;
}

void vf_sha256(char hex[VF_HEX], const char *bytes, size_t length) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)bytes, length);
    sodium_bin2hex(hex, VF_HEX, hash, sizeof hash);
}

struct vf_sha256_state {
    crypto_hash_sha256_state begun;
};

vf_sha256_state *vf_sha256_begin(void) {
    vf_scratch_begin();
    vf_sha256_state *state = vf_alloc(1, sizeof *state);
    crypto_hash_sha256_init(&state->begun);
    return state;
}

void vf_sha256_more(vf_sha256_state *state, const char *bytes, size_t length) {
    crypto_hash_sha256_update(&state->begun, (const unsigned char *)bytes, length);
}

void vf_sha256_end(char hex[VF_HEX], vf_sha256_state *state) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state->begun, hash);
    sodium_bin2hex(hex, VF_HEX, hash, sizeof hash);
    vf_scratch_end();
}

struct vf_hmac {
    crypto_auth_hmacsha256_state begun;
};

vf_hmac *vf_hmac_new(const char *key, size_t length) {
    vf_hmac *hmac = vf_alloc(1, sizeof *hmac);
    crypto_auth_hmacsha256_init(&hmac->begun, (const unsigned char *)key, length);
    return hmac;
}

uint64_t vf_hmac_head(const vf_hmac *hmac, const char *message, size_t length) {
    unsigned char hash[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state = hmac->begun;
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)message, length);
    crypto_auth_hmacsha256_final(&state, hash);
    uint64_t head = 0;
    for (int i = 0; i < 8; i++) {
        head = head << 8 | hash[i];
    }
    return head;
}

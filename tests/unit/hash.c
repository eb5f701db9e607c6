/* SHA-256, HMAC-SHA256, lottery numbers and the reproducible stream. The expected values are those
 * of FIPS 180-4, RFC 4231 and OpenSSL. */
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static void sha256_is_that_of_fips_180_4(void) {
    char hex[HP_HEX_BYTES];
    hp_sha256_hex(hex, "", 0);
    UNIT_SAME(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hp_sha256_hex(hex, "abc", 3);
    UNIT_SAME(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    static char million[1000000];
    memset(million, 'a', sizeof million);
    hp_sha256_hex(hex, million, sizeof million);
    UNIT_SAME(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Cases 1 to 4, 6 and 7; case 5 is about cutting the code short. */
static void hmac_is_that_of_rfc_4231(void) {
    unsigned char key[131];
    unsigned char data[50];
    memset(key, 0x0b, 20);
    CU_ASSERT_EQUAL(hp_hmac_head(key, 20, "Hi There", 8), 0xb0344c61d8db3853u);
    CU_ASSERT_EQUAL(hp_hmac_head("Jefe", 4, "what do ya want for nothing?", 28),
                    0x5bdcc146bf60754eu);
    memset(key, 0xaa, sizeof key);
    memset(data, 0xdd, sizeof data);
    CU_ASSERT_EQUAL(hp_hmac_head(key, 20, data, sizeof data), 0x773ea91e36800e46u);
    for (unsigned char i = 0; i < 25; i++) {
        key[i] = (unsigned char)(i + 1);
    }
    memset(data, 0xcd, sizeof data);
    CU_ASSERT_EQUAL(hp_hmac_head(key, 25, data, sizeof data), 0x82558a389a443c0eu);
    memset(key, 0xaa, sizeof key);
    static const char large_key[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    CU_ASSERT_EQUAL(hp_hmac_head(key, sizeof key, large_key, sizeof large_key - 1),
                    0x60e431591ee0b67fu);
    static const char large_data[] =
        "This is a test using a larger than block-size key and a larger than block-size data. The "
        "key needs to be hashed before being used by the HMAC algorithm.";
    CU_ASSERT_EQUAL(hp_hmac_head(key, sizeof key, large_data, sizeof large_data - 1),
                    0x9b09ffa71b942fcbu);
}

static void messages_that_begin_alike_share_the_beginning(void) {
    hp_hmac hmac;
    hp_hmac_begin(&hmac, "Jefe", 4, "what do ya ", 11);
    for (int again = 0; again < 2; again++) {
        CU_ASSERT_EQUAL(hp_hmac_end(&hmac, "want for nothing?", 17), 0x5bdcc146bf60754eu);
        CU_ASSERT_EQUAL(hp_hmac_end(&hmac, "", 0), hp_hmac_head("Jefe", 4, "what do ya ", 11));
    }
}

static void an_empty_key_is_a_key(void) {
    CU_ASSERT_EQUAL(hp_hmac_head("", 0, "x\n", 2), 0xafa9d0dd63136315u);
}

/* The lottery cell of a child in the small season with these settings. */
static void claim_number(const char *settings_from, const char *settings_to, const char *student_id,
                         const char *wanted) {
    const char *dir = unit_tiny("lottery");
    const char *out = unit_path("lottery-run");
    unit_edit(dir, "season.json", settings_from, settings_to);
    hp_findings *findings = hp_findings_new();
    hp_season *season = NULL;
    hp_run *run = NULL;
    CU_ASSERT_EQUAL_FATAL(hp_season_open(&season, dir, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_season_run(&run, season, NULL, findings), HP_OK);
    CU_ASSERT_EQUAL_FATAL(hp_run_write(run, out, findings), HP_OK);
    char *text = unit_read(out, "allocation.csv", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    char *row = strstr(text, student_id);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    for (int comma = 0; comma < 7; comma++) {
        row = strchr(row, ',') + 1;
    }
    row[strcspn(row, ",")] = '\0';
    UNIT_SAME(row, wanted);
    free(text);
    hp_run_free(run);
    hp_season_free(season);
    hp_findings_free(findings);
    unit_remove(out);
}

/* printf 'feeder\n26001' | openssl dgst -sha256 -hmac example-seed: 4b3f370c522deb92… */
static void a_lottery_number_is_what_openssl_computes(void) {
    claim_number("example-seed", "example-seed", "26001", "05422113002435242898");
    claim_number("example-seed", "example-seed", "26006", "03804056501207694155");
    claim_number("example-seed", "example-seed", "26007", "16579453689405132567");
}

static void a_bundle_shares_the_number_of_its_smallest_id(void) {
    claim_number("example-seed", "example-seed", "26002", "15040650288863902656");
    claim_number("example-seed", "example-seed", "26003", "15040650288863902656");
}

static void seeds_of_parties_are_joined_by_a_line_end(void) {
    claim_number("\"example-seed\"", "[\"one party\", \"another\"]", "26001",
                 "14683080836850792887");
    claim_number("\"example-seed\"", "[\"one party\", \"another\"]", "26006",
                 "18403726938031398060");
}

static void a_stage_may_have_its_own_seed(void) {
    static const char seeds[] = "{\"feeder\": [\"one party\", \"another\"], \"choice\": "
                                "\"example-seed\", \"rest\": \"example-seed\"}";
    claim_number("\"example-seed\"", seeds, "26001", "14683080836850792887");
    claim_number("\"example-seed\"", seeds, "26006", "03804056501207694155");
}

/* openssl enc -chacha20 keyed by the seed's SHA-256, blocks of 512 bytes with the block's number
 * as nonce. A bound of 2^31 loses no word and keeps the low 31 bits. */
static void the_stream_is_chacha20_of_the_seed(void) {
    static const uint32_t words[] = {3058702565, 3490810924, 3168496790, 2019812042};
    hp_stream stream;
    hp_stream_init(&stream, "seed-1");
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(hp_stream_below(&stream, 1u << 31), words[i] & 0x7fffffff);
    }
    for (size_t i = 4; i < 126; i++) {
        CU_ASSERT_EQUAL(hp_stream_below(&stream, 1), 0);
    }
    static const uint32_t across[] = {762027077,  611030752,  1343692153,
                                      4016604470, 3071805470, 3493832419};
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT_EQUAL(hp_stream_below(&stream, 1u << 31), across[i] & 0x7fffffff);
    }
}

static void another_seed_gives_another_stream(void) {
    hp_stream one;
    hp_stream other;
    hp_stream_init(&one, "seed-1");
    hp_stream_init(&other, "seed-2");
    int same = 0;
    for (int i = 0; i < 100; i++) {
        same += hp_stream_below(&one, 1000000) == hp_stream_below(&other, 1000000);
    }
    CU_ASSERT(same < 3);
}

/* Without the rejection of the lowest words a bound of 3·2^30 would give the lowest third of its
 * values twice as often as the others. */
static void numbers_below_a_bound_have_no_bias(void) {
    enum { DRAWS = 30000 };
    hp_stream stream;
    hp_stream_init(&stream, "bias");
    int low = 0;
    for (int i = 0; i < DRAWS; i++) {
        uint32_t drawn = hp_stream_below(&stream, 3u << 30);
        CU_ASSERT(drawn < 3u << 30);
        low += drawn < 1u << 30;
    }
    UNIT_CLAIM(low > DRAWS / 3 - 600 && low < DRAWS / 3 + 600, "%d of %d in the lowest third", low,
               DRAWS);
}

static CU_TestInfo tests[] = {
    {"SHA-256 is that of FIPS 180-4", sha256_is_that_of_fips_180_4},
    {"HMAC-SHA256 is that of RFC 4231", hmac_is_that_of_rfc_4231},
    {"messages that begin alike share the beginning",
     messages_that_begin_alike_share_the_beginning},
    {"an empty key is a key", an_empty_key_is_a_key},
    {"a lottery number is what openssl computes", a_lottery_number_is_what_openssl_computes},
    {"a bundle shares the number of its smallest id",
     a_bundle_shares_the_number_of_its_smallest_id},
    {"seeds of parties are joined by a line end", seeds_of_parties_are_joined_by_a_line_end},
    {"a stage may have its own seed", a_stage_may_have_its_own_seed},
    {"the stream is ChaCha20 of the seed", the_stream_is_chacha20_of_the_seed},
    {"another seed gives another stream", another_seed_gives_another_stream},
    {"numbers below a bound have no bias", numbers_below_a_bound_have_no_bias},
    CU_TEST_INFO_NULL,
};

CU_SuiteInfo unit_suites[] = {
    {.pName = "hash", .pTests = tests},
    CU_SUITE_INFO_NULL,
};

/* DEFLATE (RFC 1951): codes of up to 10 bits by a table, longer ones bit by bit. */
#include <string.h>

#include "verify/book.h"

enum {
    MOST_BITS = 15,
    TABLE_BITS = 10,
    LITERALS = 288,
    DISTANCES = 30,
    LENGTHS_MOST = 320,
    HELD_BITS = 56
};

typedef struct bits {
    const unsigned char *bytes;
    size_t length;
    size_t at;
    uint64_t held; /* the next bits, the first one lowest; above held_count they are 0 */
    int held_count;
    bool ended; /* more was asked for than there is */
} bits;

/* A canonical Huffman code: how many codes there are of each length, and the symbols in order. */
typedef struct code {
    int count[MOST_BITS + 1];
    short symbols[LITERALS];
    uint16_t table[1 << TABLE_BITS]; /* by the next bits: symbol × 16 + length; 0: it is longer */
} code;

/* Where the text goes; full when the promised length is reached. */
typedef struct sink {
    char *bytes;
    size_t length;
    size_t room;
} sink;

/* Holds more bits, as many as there are. */
static void hold(bits *in) {
    while (in->held_count <= HELD_BITS && in->at < in->length) {
        in->held |= (uint64_t)in->bytes[in->at++] << in->held_count;
        in->held_count += 8;
    }
}

static void skip(bits *in, int count) {
    in->ended = in->ended || in->held_count < count;
    in->held >>= count;
    in->held_count = in->held_count < count ? 0 : in->held_count - count;
}

static int take(bits *in, int count) {
    if (in->held_count < count) {
        hold(in);
    }
    int value = (int)(in->held & (((uint64_t)1 << count) - 1));
    skip(in, count);
    return value;
}

/* The first `length` bits of a code come highest first. */
static unsigned reversed(unsigned value, int length) {
    unsigned other = 0;
    for (int i = 0; i < length; i++) {
        other = other << 1 | (value >> i & 1);
    }
    return other;
}

static void fill_table(code *out, const int *lengths, int count) {
    unsigned next[MOST_BITS + 2] = {0};
    for (int bit = 1; bit <= MOST_BITS; bit++) {
        next[bit + 1] = (next[bit] + (unsigned)out->count[bit]) << 1;
    }
    for (int i = 0; i < count; i++) {
        int length = lengths[i];
        unsigned value = length > 0 ? next[length]++ : 0;
        if (length > 0 && length <= TABLE_BITS) {
            for (unsigned at = reversed(value, length); at < 1U << TABLE_BITS; at += 1U << length) {
                out->table[at] = (uint16_t)(i << 4 | length);
            }
        }
    }
}

/* False: the lengths make more codes than there is room for. */
static bool make_code(code *out, const int *lengths, int count) {
    int first[MOST_BITS + 2] = {0};
    int left = 1;
    *out = (code){0};
    for (int i = 0; i < count; i++) {
        out->count[lengths[i]]++;
    }
    out->count[0] = 0;
    for (int bit = 1; bit <= MOST_BITS; bit++) {
        left = 2 * left - out->count[bit];
        first[bit + 1] = first[bit] + out->count[bit];
        if (left < 0) {
            return false;
        }
    }
    for (int i = 0; i < count; i++) {
        if (lengths[i] > 0) {
            out->symbols[first[lengths[i]]++] = (short)i;
        }
    }
    fill_table(out, lengths, count);
    return true;
}

/* A code that the table does not have; -1: no code has these bits. */
static int decode_long(bits *in, const code *codes) {
    int value = 0;
    int first = 0;
    int index = 0;
    for (int bit = 1; bit <= MOST_BITS && !in->ended; bit++) {
        value |= take(in, 1);
        if (value - first < codes->count[bit]) {
            return codes->symbols[index + value - first];
        }
        index += codes->count[bit];
        first = (first + codes->count[bit]) << 1;
        value <<= 1;
    }
    return -1;
}

/* The next symbol; -1: no code has these bits. */
static int decode(bits *in, const code *codes) {
    if (in->held_count < MOST_BITS) {
        hold(in);
    }
    unsigned entry = codes->table[in->held & ((1U << TABLE_BITS) - 1)];
    int length = (int)(entry & 15);
    if (entry == 0 || length > in->held_count) {
        return decode_long(in, codes);
    }
    in->held >>= length;
    in->held_count -= length;
    return (int)(entry >> 4);
}

static bool put(sink *out, char byte) {
    if (out->length == out->room) {
        return false;
    }
    out->bytes[out->length++] = byte;
    return true;
}

static bool copy_stored(sink *out, bits *in) {
    skip(in, in->held_count % 8);
    int length = take(in, 16);
    bool good = (length ^ take(in, 16)) == 0xffff;
    for (int i = 0; i < length && good; i++) {
        good = put(out, (char)take(in, 8)) && !in->ended;
    }
    return good;
}

/* A copy of what came before, by a length symbol. */
static bool copy_match(sink *out, bits *in, int symbol, const code *distances) {
    static const int length_base[] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                      15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                      67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const int length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const int far_base[] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                   33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                   1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    static const int far_bits[] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                   6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
    if (symbol > 285) {
        return false;
    }
    int length = length_base[symbol - 257] + take(in, length_bits[symbol - 257]);
    int far = decode(in, distances);
    if (far < 0 || far >= DISTANCES) {
        return false;
    }
    size_t back = (size_t)(far_base[far] + take(in, far_bits[far]));
    if (back > out->length || out->room - out->length < (size_t)length) {
        return false;
    }
    char *to = out->bytes + out->length;
    const char *from = to - back;
    out->length += (size_t)length;
    if (back >= (size_t)length) {
        memcpy(to, from, (size_t)length);
    } else {
        for (int i = 0; i < length; i++) {
            to[i] = from[i];
        }
    }
    return true;
}

static bool read_block(sink *out, bits *in, const code *literals, const code *distances) {
    for (;;) {
        int symbol = decode(in, literals);
        if (symbol == 256) {
            return true;
        }
        if (symbol < 0 || (symbol < 256 && !put(out, (char)symbol)) ||
            (symbol > 256 && !copy_match(out, in, symbol, distances))) {
            return false;
        }
    }
}

static bool read_fixed(sink *out, bits *in) {
    int lengths[LITERALS];
    code literals;
    code distances;
    for (int i = 0; i < LITERALS; i++) {
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    make_code(&literals, lengths, LITERALS);
    for (int i = 0; i < DISTANCES; i++) {
        lengths[i] = 5;
    }
    make_code(&distances, lengths, DISTANCES);
    return read_block(out, in, &literals, &distances);
}

/* The lengths of both codes, themselves written in a code. */
static bool read_lengths(int *lengths, int count, bits *in) {
    static const int order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    int own[19] = {0};
    code codes;
    int given = take(in, 4) + 4;
    for (int i = 0; i < given; i++) {
        own[order[i]] = take(in, 3);
    }
    if (!make_code(&codes, own, 19)) {
        return false;
    }
    for (int i = 0; i < count;) {
        int symbol = decode(in, &codes);
        int again = symbol < 16    ? 1
                    : symbol == 16 ? 3 + take(in, 2)
                    : symbol == 17 ? 3 + take(in, 3)
                                   : 11 + take(in, 7);
        if (symbol < 0 || (symbol == 16 && i == 0) || i + again > count) {
            return false;
        }
        int length = symbol < 16 ? symbol : symbol == 16 ? lengths[i - 1] : 0;
        for (; again > 0; again--) {
            lengths[i++] = length;
        }
    }
    return true;
}

static bool read_dynamic(sink *out, bits *in) {
    int lengths[LENGTHS_MOST] = {0};
    code literals;
    code distances;
    int literal_count = take(in, 5) + 257;
    int distance_count = take(in, 5) + 1;
    return literal_count <= 286 && distance_count <= DISTANCES &&
           read_lengths(lengths, literal_count + distance_count, in) &&
           make_code(&literals, lengths, literal_count) &&
           make_code(&distances, lengths + literal_count, distance_count) &&
           read_block(out, in, &literals, &distances);
}

bool vf_inflate(char *text, size_t length, const char *bytes, size_t count) {
    bits in = {.bytes = (const unsigned char *)bytes, .length = count};
    sink out = {.bytes = text, .room = length};
    bool last = false;
    bool good = true;
    while (good && !last) {
        last = take(&in, 1) == 1;
        int kind = take(&in, 2);
        good = kind == 0   ? copy_stored(&out, &in)
               : kind == 1 ? read_fixed(&out, &in)
               : kind == 2 ? read_dynamic(&out, &in)
                           : false;
        good = good && !in.ended;
    }
    return good && out.length == length && in.at - (size_t)(in.held_count / 8) == count;
}

"""Ways to make a sound run wrong that leave its words true or nearly so: forms, orders, bounds."""

import io
import re
import zipfile

from changes import CHANGES, add_to, change, forecasts, pick, priced


def raw(run, name, old, new):
    """Replaces bytes of a file as it will be written; False where they do not stand there."""
    data = run.content()[name]
    if old not in data:
        return False
    run.raw[name] = data.replace(old, new, 1)
    return True


# ---- JSON ----

@change
def a_key_of_the_result_renamed(run, rng):
    key = rng.choice(sorted(run.result))
    run.result[key + "x"] = run.result.pop(key)
    return True


@change
def a_commitment_that_is_no_text(run, rng):
    run.result["committed"] = None
    return True


@change
def a_number_as_a_text(run, rng):
    school = rng.choice(run.result["schools"])
    school["seats"] = str(school["seats"])
    return True


@change
def a_number_with_a_zero_before(run, rng):
    found = re.search(rb'"free": ?\d+', run.files["result.json"])
    return raw(run, "result.json", found.group(), re.sub(rb"(\d)", rb"0\1", found.group(), count=1))


@change
def a_result_with_a_mark_before(run, rng):
    return raw(run, "result.json", b"{", b"\xef\xbb\xbf{")


@change
def a_blank_that_is_none(run, rng):
    return raw(run, "certificate.json", b"{", b"{\x0b")


@change
def a_key_twice(run, rng):
    return raw(run, "result.json", b'{', b'{"short": false, ')


@change
def another_version(run, rng):
    run.certificate["huapian"] += "x"
    return True


@change
def an_earlier_run_invented(run, rng):
    if "earlier" in run.result:
        return False
    run.result["earlier"] = {"manifest_sha256": "0" * 64, "freed": []}
    return True


@change
def another_hash_in_the_manifest(run, rng):
    run.mend = False
    found = rng.choice(re.findall(rb'"[0-9a-f]{64}"', run.files["manifest.json"]))
    return raw(run, "manifest.json", found, b'"' + b"0" * 64 + b'"')


@change
def another_school_of_a_parted_bundle(run, rng):
    bundle = pick(rng, run.result["parted_bundles"])
    if bundle is None:
        return False
    a, b = bundle["students"][:2]
    a["school_id"], b["school_id"] = b["school_id"], a["school_id"]
    return True


def lists_within(value):
    """(what holds it, its place there, the list) of every list in a JSON value."""
    for place, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, list):
            yield value, place, item
        if isinstance(item, (dict, list)):
            yield from lists_within(item)


def all_lists(run):
    values = (run.result, run.certificate, run.shortage)
    return [found for value in values if value is not None for found in lists_within(value)]


def object_instead(where):
    """A list becomes an object of the same values in the same order."""
    def put(run, rng):
        found = pick(rng, (one for one in all_lists(run) if one[1] == where and one[2]))
        if found is None:
            return False
        holder, place, items = found
        holder[place] = {str(number): item for number, item in enumerate(items)}
        return True
    return put


for key in ("stages", "inputs", "schools", "levels", "categories", "prices", "price", "forecast",
            "admitted", "order", "freed", "parted_bundles", "students", "shortage", "areas"):
    CHANGES[f"an_object_for_the_list_{key}"] = object_instead(key)


def pair_instead(run, rng):
    """The same of a pair, which stands in a list."""
    found = pick(rng, (one for one in all_lists(run) if isinstance(one[1], int)))
    if found is None:
        return False
    holder, place, items = found
    holder[place] = {str(number): item for number, item in enumerate(items)}
    return True


CHANGES["an_object_for_a_pair"] = pair_instead


# ---- levels, prices, lists of the certificate ----

def said_levels(run):
    """The levels of a stage, as both files say them."""
    certified = {s["id"]: s for s in run.nearest()}
    return [(s["levels"], certified[s["id"]]["levels"]) for s in run.result["stages"]
            if s["id"] in certified and s["levels"]]


@change
def another_step_of_a_level(run, rng):
    both = pick(rng, ((a[i], b[i]) for a, b in said_levels(run) for i in range(len(a))
                      if "step_m" in a[i]))
    return both is not None and all([add_to(level, "step_m") for level in both])


@change
def another_value_in_both_files(run, rng):
    both = pick(rng, said_levels(run))
    if both is None:
        return False
    i = rng.randrange(len(both[0]))
    return all([add_to(levels[i], "value") for levels in both])


@change
def another_band_of_a_level(run, rng):
    both = pick(rng, ((a[i], b[i]) for a, b in said_levels(run) for i in range(len(a))
                      if "band" in a[i]))
    return both is not None and all([add_to(level, "band") for level in both])


@change
def a_price_at_a_school_without_free_seats(run, rng):
    done = {s["id"] for s in run.result["stages"]} - {s["id"] for s in run.certificate["stages"]}
    for stage in run.certificate["stages"]:
        load = {}
        for row in run.rows:
            if row["status"] in ("kept", "fixed") or row["stage"] in done:
                load[row["school_id"]] = load.get(row["school_id"], 0) + 1
        priced_here = {p["school_id"] for p in stage.get("prices", ())}
        full = [s["school_id"] for s in run.result["schools"]
                if load.get(s["school_id"], 0) == s["seats"]]
        if stage.get("levels") and set(full) - priced_here:
            new = {"school_id": rng.choice(sorted(set(full) - priced_here)), "price": [[0, 1]]}
            stage["prices"] = sorted(stage["prices"] + [new], key=lambda p: p["school_id"].encode())
            return True
        done.add(stage["id"])
    return False


@change
def a_price_out_of_bounds(run, rng):
    entry = priced(run, rng, False)
    if entry is None:
        return False
    entry["price"][-1][1] = rng.choice(["9223372036854775807", "-9223372036854775808",
                                        "9" * 30, 2 ** 53 + 2])
    return True


@change
def a_zero_in_a_price(run, rng):
    entry = priced(run, rng, False)
    if entry is None:
        return False
    stage = next(s for s in run.nearest() if entry in s["prices"])
    free = set(range(len(stage["levels"]))) - {level for level, _ in entry["price"]}
    if not free:
        return False
    entry["price"] = sorted(entry["price"] + [[rng.choice(sorted(free)), 0]])
    return True


@change
def prices_in_another_order(run, rng):
    stage = pick(rng, (s for s in run.nearest() if len(s["prices"]) > 1))
    if stage is None:
        return False
    stage["prices"].reverse()
    return True


@change
def forecasts_in_another_order(run, rng):
    stage = pick(rng, (s for s in forecasts(run) if len(s["forecast"]) > 1))
    if stage is None:
        return False
    stage["forecast"].reverse()
    return True


@change
def the_lone_programs_children_in_another_order(run, rng):
    stage = pick(rng, (s for s in run.nearest()
                       if len(s.get("without_protected", {}).get("admitted", ())) > 1))
    if stage is None:
        return False
    stage["without_protected"]["admitted"].reverse()
    return True


# ---- allocation.csv ----

@change
def metres_with_a_zero_before(run, rng):
    row = rng.choice(run.admitted())
    row["distance_m"] = rng.choice(["0", "+", " "]) + row["distance_m"]
    return True


@change
def another_header(run, rng):
    return raw(run, "allocation.csv", b"reason\n", b"reasons\n")


@change
def a_line_end_of_another_kind(run, rng):
    return raw(run, "allocation.csv", b"\n", b"\r\n")


@change
def a_blank_line(run, rng):
    return raw(run, "allocation.csv", b"\n", b"\n\n")


# ---- workbooks ----

def books(run):
    return sorted(name for name in run.files if name.endswith(".xlsx"))


@change
def two_workbooks_exchanged(run, rng):
    names = [n for n in books(run) if run.files[n] != run.files[books(run)[0]]]
    if not names:
        return False
    one, other = books(run)[0], rng.choice(names)
    run.files[one], run.files[other] = run.files[other], run.files[one]
    return True


@change
def an_empty_workbook(run, rng):
    run.files[rng.choice(books(run))] = b""
    return True


SHEET = "xl/worksheets/sheet1.xml"


def repack(data, edit, entry=lambda info: None):
    """The workbook with parts as `edit` leaves them, and entries as `entry` does; else the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = {info.filename: book.read(info) for info in book.infolist()}
    edit(names)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in names.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.create_version, info.internal_attr = 0, 0, 1
            book.writestr(info, content, zipfile.ZIP_DEFLATED)
            info.external_attr = 0  # written at the end
            entry(info)
    return out.getvalue()


def filled(run):
    return [n for n in books(run) if run.files[n[:-5] + ".csv"].count(b"\n") > 1]


def in_a_book(edit, entry=lambda info: None):
    """A change of the parts of a workbook that has a child."""
    def put(run, rng):
        name = pick(rng, filled(run))
        if name is None:
            return False
        run.files[name] = repack(run.files[name], edit, entry)
        return True
    return put


def replaced(part, old, new):
    def edit(parts):
        assert old in parts[part], (part, old)
        parts[part] = parts[part].replace(old, new, 1)
    return edit


def sheet_elsewhere(parts):
    """The workbook's sheet is another part, which says another child."""
    theme = "xl/theme/theme1.xml"
    replaced("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"theme/theme1.xml")(parts)
    replaced("[Content_Types].xml", b"officedocument.theme+xml",
             b"officedocument.spreadsheetml.worksheet+xml")(parts)
    parts[theme] = parts[SHEET].replace(b"<t>", b"<t>x")


def without_theme(parts):
    del parts["xl/theme/theme1.xml"]


def in_another_order(parts):
    parts["xl/workbook.xml"] = parts.pop("xl/workbook.xml")


def last_cell(parts):
    head, tail = parts[SHEET].rsplit(b"<t>", 1)
    parts[SHEET] = head + b"<t>x" + tail


RELS, BOOK, STYLES, CORE = ("xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml",
                            "docProps/core.xml")
IN_A_BOOK = {
    "another_cell": last_cell,
    "a_sheet_elsewhere": sheet_elsewhere,
    "a_part_more": lambda parts: parts.update({"xl/extra.xml": b"<x/>"}),
    "a_part_less": without_theme,
    "parts_in_another_order": in_another_order,
    "an_external_relation": replaced(RELS, b"</Relationships>", b'<Relationship Id="rId9" Type="x" '
                                     b'Target="http://example.org" TargetMode="External"/>'
                                     b"</Relationships>"),
    "a_hidden_sheet": replaced(BOOK, b"<sheet ", b'<sheet state="veryHidden" '),
    "a_sheet_of_another_name": replaced(BOOK, b'<sheet name="', b'<sheet name="x'),
    "a_defined_name": replaced(BOOK, b"</sheets>", b'</sheets><definedNames><definedName name="a">'
                               b'"x"</definedName></definedNames>'),
    "a_format_that_hides": replaced(STYLES, b"<fonts", b'<numFmts count="1"><numFmt numFmtId="200" '
                                    b'formatCode=";;;&quot;x&quot;"/></numFmts><fonts'),
    "another_style": replaced(STYLES, b'val="11"', b'val="1"'),
    "a_description": replaced(CORE, b"</cp:coreProperties>", b"<dc:description>110105"
                              b"</dc:description></cp:coreProperties>"),
    "a_comment_in_the_theme": lambda parts: parts.update(
        {"xl/theme/theme1.xml": parts["xl/theme/theme1.xml"] + b"<!-- 110105 -->"}),
    "a_hidden_column": replaced(SHEET, b"<sheetData>", b'<cols><col min="1" max="1" width="9" '
                                b'hidden="1"/></cols><sheetData>'),
    "a_hidden_row": replaced(SHEET, b'<row r="2"', b'<row r="2" hidden="1"'),
    "a_comment_in_the_sheet": replaced(SHEET, b"<sheetData>", b"<!--x--><sheetData>"),
    "a_conditional_format": replaced(SHEET, b"</sheetData>", b"</sheetData><conditionalFormatting "
                                     b'sqref="A1:Z9"><cfRule type="expression" priority="1">'
                                     b"<formula>1</formula></cfRule></conditionalFormatting>"),
    "a_header_of_the_page": replaced(SHEET, b"</worksheet>", b"<headerFooter><oddHeader>x"
                                     b"</oddHeader></headerFooter></worksheet>"),
    "another_margin": replaced(SHEET, b'left="0.7"', b'left="0.8"'),
    "another_range": replaced(SHEET, b'ref="A1:', b'ref="A2:'),
    "a_wider_range": replaced(SHEET, b'ref="A1:', b'ref="A1:A'),
    "a_cell_in_another_way": replaced(SHEET, b"<t>", b'<t xml:space="preserve">'),
    "a_text_after_the_sheet": replaced(SHEET, b"</worksheet>", b"</worksheet>\n"),
}
for kind, edit in IN_A_BOOK.items():
    CHANGES[f"{kind}_in_a_workbook"] = in_a_book(edit)


def with_extra(info):
    """A field that stands in the directory alone: it is set when the part was written."""
    info.extra = b"\x99\x99\x06\x00110105"


IN_AN_ENTRY = {
    "a_comment": lambda info: setattr(info, "comment", b"110105"),
    "a_field_more": with_extra,
    "another_right": lambda info: setattr(info, "external_attr", 0o600 << 16),
    "another_maker": lambda info: setattr(info, "create_system", 3),
}
for kind, entry in IN_AN_ENTRY.items():
    CHANGES[f"{kind}_in_an_entry_of_a_workbook"] = in_a_book(lambda parts: None, entry)


@change
def a_comment_of_a_workbook(run, rng):
    name = rng.choice(books(run))
    run.files[name] = run.files[name][:-2] + b"\6\0" + b"110105"
    return True


@change
def bytes_before_the_directory_of_a_workbook(run, rng):
    name = rng.choice(books(run))
    data = run.files[name]
    at = int.from_bytes(data[-6:-2], "little")
    run.files[name] = data[:at] + b"110105" + data[at:-6] + (at + 6).to_bytes(4, "little") + \
        data[-2:]
    return True


@change
def bytes_before_a_workbook(run, rng):
    name = rng.choice(books(run))
    run.files[name] = b"110105" + run.files[name]
    return True


@change
def a_byte_of_a_packed_sheet(run, rng):
    name = rng.choice(books(run))
    data = bytearray(run.files[name])
    with zipfile.ZipFile(io.BytesIO(run.files[name])) as book:
        info = book.getinfo("xl/worksheets/sheet1.xml")
    at = info.header_offset + 30 + len(info.filename) + rng.randrange(info.compress_size)
    data[at] ^= 1 << rng.randrange(8)
    run.files[name] = bytes(data)
    return True

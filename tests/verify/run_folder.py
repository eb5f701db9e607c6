"""A run's folder in memory: read, changed, written again with a manifest that fits."""

import copy
import csv
import hashlib
import io
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "seasons"))
import runs  # noqa: E402

HEADER = ["student_id", "status", "stage", "category", "route", "school_id", "distance_m", "lottery",
          "reason"]


class Run:
    """The files of a run, by name; JSON files and allocation.csv also as values."""

    def __init__(self, folder):
        self.files = runs.files(folder)
        self.result = json.loads(self.files["result.json"])
        self.certificate = json.loads(self.files["certificate.json"])
        self.shortage = (json.loads(self.files["shortage.json"])
                         if "shortage.json" in self.files else None)
        self.rows = list(csv.DictReader(io.StringIO(self.files["allocation.csv"].decode())))
        self.mend = True
        self.folders = []  # empty ones, more than the files need
        self.raw = {}  # files as they will be written, whatever their values are
        self.was = copy.deepcopy((self.result, self.certificate, self.shortage))

    def certificate_stage(self, stage_id):
        return next(s for s in self.certificate["stages"] if s["id"] == stage_id)

    def nearest(self):
        """Entries of nearest stages in the certificate."""
        return [s for s in self.certificate["stages"] if "prices" in s]

    def serial(self):
        return [s for s in self.certificate["stages"] if "order" in s]

    def admitted(self, stage=None):
        return [r for r in self.rows if r["status"] == "admitted" and stage in (None, r["stage"])]

    def content(self):
        """The files with what was changed in them."""
        files = dict(self.files)
        out = io.StringIO()
        writer = csv.DictWriter(out, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        files["allocation.csv"] = out.getvalue().encode()
        names = ("result.json", "certificate.json", "shortage.json")
        for name, value, was in zip(names, (self.result, self.certificate, self.shortage), self.was):
            if value != was:
                files[name] = json.dumps(value, ensure_ascii=False).encode()
        if self.shortage is None:
            files.pop("shortage.json", None)
        files.update(self.raw)
        if self.mend:
            listed = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())
                      if name != "manifest.json"}
            files["manifest.json"] = json.dumps({"files": listed}).encode()
        return files

    def write(self, folder):
        for name in self.folders:
            os.makedirs(os.path.join(folder, name))
        for name, data in self.content().items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)

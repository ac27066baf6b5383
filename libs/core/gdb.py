"""How gdb prints our types: `source libs/core/gdb.py`, or once for all in ~/.gdbinit.

    Uuid      019384e5-1c00-7000-8000-000000000001
    Instant   2026-03-03T02:00:00.000000Z
    Result    the value, or NOT_FOUND REASON "message" (cause)
    sql::Row  its number and the columns as text, when the program runs
"""
import datetime
import re

import gdb
import gdb.printing


def read_uuid(value):
    digits = "".join("%02x" % (int(value["bytes"]["_M_elems"][i]) & 0xFF) for i in range(16))
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Uuid:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return read_uuid(self.value)


class Instant:
    EPOCH = datetime.datetime(1970, 1, 1)

    def __init__(self, value):
        self.micros = int(value["__d"]["__r"])

    def to_string(self):
        try:
            at = self.EPOCH + datetime.timedelta(microseconds=self.micros)
        except OverflowError:
            return "%d us" % self.micros
        return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text(value):
    """A std::string, read from memory: no printer of the standard library is needed."""
    size = int(value["_M_string_length"])
    return value["_M_dataplus"]["_M_p"].string(length=size) if size else ""


def error(value):
    code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(value["code"]).split("::k")[-1]).upper()
    cause = text(value["cause"])
    return '%s %s "%s"%s' % (code, text(value["reason"]), text(value["message"]),
                             " (%s)" % cause if cause else "")


class Error:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return error(self.value)


class Result:
    def __init__(self, value):
        self.value = value
        self.has_value = bool(value["m_has_val"])

    def to_string(self):
        if not self.has_value:
            return "failed: " + error(self.value["m_unexpect"]["m_val"])
        return "ok"

    def children(self):
        if not self.has_value:
            return
        try:
            yield "value", self.value["m_val"]
        except gdb.error:
            return  # Result<void>


class Row:
    def __init__(self, value):
        self.rows = value["rows_"]
        self.index = int(value["index_"])

    def to_string(self):
        return "row %d of %s" % (self.index, self.ask("int", "PQntuples(%s)"))

    def ask(self, kind, call):
        result = "(void*)%d" % int(self.rows.dereference()["result_"])
        return gdb.parse_and_eval("(%s)%s" % (kind, call % result))

    def children(self):
        for column in range(int(self.ask("int", "PQnfields(%s)"))):
            name = self.ask("char*", "PQfname(%%s, %d)" % column).string()
            if int(self.ask("int", "PQgetisnull(%%s, %d, %d)" % (self.index, column))):
                yield name, "NULL"
            else:
                yield name, self.ask("char*", "PQgetvalue(%%s, %d, %d)" % (self.index, column))


def printers():
    all_printers = gdb.printing.RegexpCollectionPrettyPrinter("hearth")
    all_printers.add_printer("Uuid", r"^hearth::Uuid$", Uuid)
    all_printers.add_printer("Error", r"^hearth::Error$", Error)
    all_printers.add_printer("Result", r"^hearth::Result<.*>$", Result)
    all_printers.add_printer("Row", r"^hearth::sql::Row$", Row)
    all_printers.add_printer(
        "Instant", r"^std::chrono::time_point<std::chrono::(_V2::)?system_clock, "
        r"std::chrono::duration<long, std::ratio<1, 1000000> > ?>$", Instant)
    return all_printers


gdb.printing.register_pretty_printer(None, printers(), replace=True)

"""Seeds of what is packed as a program, of compiled scripts, and of archives that Python does not write.

`seeds.py` calls it.
"""

import base64
import bz2
import lzma
import random
import struct
import tarfile
import zlib

HELLO = b"hello, archive\n"


class Rotation:
    """Agner Fog's RANROT-B, the keys of AutoIt's EA06."""

    def __init__(self, seed):
        self.buffer = []
        for _ in range(17):
            seed = (seed * 2891336453 + 1) & 0xFFFFFFFF
            self.buffer.append(seed)
        self.first, self.second = 0, 10
        for _ in range(9):
            self.next()

    def next(self):
        turn = lambda value, by: (value << by | value >> 32 - by) & 0xFFFFFFFF
        value = (turn(self.buffer[self.first], 9) + turn(self.buffer[self.second], 13)) & 0xFFFFFFFF
        self.buffer[self.first] = value
        self.first, self.second = (self.first - 1) % 17, (self.second - 1) % 17
        return value

    def key(self):
        self.next()
        return self.next() >> 24


class Twister:
    """The Mersenne twister from one number, the keys of AutoIt's EA05."""

    def __init__(self, seed):
        states = [seed]
        for index in range(1, 624):
            states.append(((states[-1] ^ states[-1] >> 30) * 0x6C078965 + index) & 0xFFFFFFFF)
        self.random = random.Random()
        self.random.setstate((3, (*states, 624), None))

    def key(self):
        return self.random.getrandbits(32) >> 1 & 0xFF


def literals(data, literal):
    """Bytes of data, each behind the bit that says so."""
    bits = "".join(literal + f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def autoit(members, version):
    """A compiled script with files: every second one is packed."""
    wide = version == b"EA06"
    turn = lambda data, seed: bytes(
        byte ^ key for byte, key in zip(data, iter((Rotation if wide else Twister)(seed).key, None))
    )
    file, name, path, sizes, content = (
        (0x52CA436B, (0xADBC, 0xB33F), (0xF820, 0xF479), 0x87BC, 0x2477)
        if wide
        else (0xCEB06DFF, (0x29BC, 0xA25E), (0x29AC, 0xF25E), 0x45AA, 0x22AF)
    )
    out = bytes.fromhex("a3484bbe986c4aa9994c530a86d6487d") + b"AU3!" + version + bytes(16)
    for index, (own, data) in enumerate(members):
        out += struct.pack("<I", file)
        for (length, keys), text in ((name, own), (path, "C:\\Temp\\" + own)):
            text_bytes = text.encode("utf-16-le" if wide else "latin-1")
            out += struct.pack("<I", len(text) ^ length) + turn(text_bytes, len(text) + keys)
        packed = data
        if index % 2:
            packed = version + struct.pack(">I", len(data)) + literals(data, "1" if wide else "0")
        out += bytes([index % 2]) + struct.pack("<I", len(packed) ^ sizes)
        out += struct.pack("<II", len(data) ^ sizes, 0) + bytes(16) + turn(packed, content)
    return out


def nrv2b(data, period=len(HELLO)):
    """UPX's method 3: literals, copies of what repeats, and the end."""

    def number(value):
        digits = f"{value:b}"[1:]
        return "0".join(digits) + "1"

    bits, at = [], 0
    while at < len(data):
        run = 0
        while at >= period and at + run < len(data) and data[at + run] == data[at + run - period]:
            run += 1
        if run < 6:
            bits.append(("1", data[at]))
            at += 1
            continue
        bits += [("0" + number(3), period - 1), ("00" + number(run - 3), None)]
        at += run
    bits.append(("0" + number(0x1000002), 0xFF))
    # A byte stands behind the word of bits that asks for it.
    out, pending, word_at = bytearray(), 0, 0
    for text, byte in bits:
        for bit in text:
            if pending == 0:
                word_at = len(out)
                out.append(0)
                pending = 8
            pending -= 1
            out[word_at] |= int(bit) << pending
        if byte is not None:
            out.append(byte)
    return bytes(out)


def elf(content):
    """A program for 32-bit Linux that is one segment, with its headers."""
    size = 52 + 32 + len(content)
    header = b"\x7fELF\x01\x01\x01" + bytes(9)
    header += struct.pack("<HHIIIIIHHHHHH", 2, 3, 1, 0x8048054, 52, 0, 0, 52, 32, 1, 0, 0, 0)
    return header + struct.pack("<IIIIIIII", 1, 0, 0x8048000, 0x8048000, size, size, 7, 4096) + content


def upx(program, method):
    """A Linux program as UPX packs it, without a loader that would run, and without UPX's letters."""
    out = elf(b"")
    blocks = b""
    for part in (program[:84], program[84:]):
        if method == 14:
            filters = [{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2}]
            packed = b"\x1a\x03" + lzma.compress(part, lzma.FORMAT_RAW, filters=filters)
        else:
            packed = nrv2b(part)
        if len(packed) >= len(part):
            packed, used = part, 0
        else:
            used = method
        blocks += struct.pack("<IIBBBB", len(part), len(packed), used, 0, 0, 0) + packed
    return out + bytes(12) + struct.pack("<III", 0, len(program), len(program)) + blocks + bytes(12)


def pe(first, second):
    """A program for 32-bit Windows that begins in the second of two sections that may be written and run."""
    optional = struct.pack("<HBBIIIIIIIII", 0x10B, 0, 0, 0, 0, 0, 0x3000, 0x1000, 0x3000, 0x400000, 0x1000, 512)
    optional += struct.pack("<HHHHHHIIIIHHIIIIII", 4, 0, 0, 0, 4, 0, 0, 0x5000, 512, 0, 2, 0, 0, 0, 0, 0, 0, 16)
    optional += bytes(128)
    header = b"MZ" + bytes(58) + struct.pack("<I", 64)
    header += b"PE\0\0" + struct.pack("<HHIIIHH", 0x14C, 2, 0, 0, 0, len(optional), 0x102) + optional
    at = 512
    body = b""
    for address, data in ((0x1000, first), (0x3000, second)):
        data += bytes(-len(data) % 512)
        header += bytes(8) + struct.pack("<IIIIIIHHI", 0x2000, address, len(data), at, 0, 0, 0, 0, 0xE0000020)
        body += data
        at += len(data)
    return header + bytes(512 - len(header)) + body


def turning(payload):
    """A program that turns its first section by a key and goes on in it: code that returns, and the payload."""
    first = bytes(byte ^ 0x5A for byte in b"\x31\xc0\xc3" + payload)
    code = b"\xbe" + struct.pack("<I", 0x401000) + b"\xb9" + struct.pack("<I", len(first))
    # xor byte [esi], key; inc esi; loop; jmp
    code += b"\x80\x36\x5a\x46\xe2\xfa\xe9"
    return pe(first, code + struct.pack("<i", 0x1000 - (0x3000 + len(code) + 4)))


def iscab(members):
    """InstallShield's cabinet of version 6 with its list: packed and turned by turns."""
    data, entries, names = b"", b"", b""
    start, table = 84, 8 + 4 * (1 + 0)
    for index, (own, content) in enumerate(members):
        packed, flags = content, 0
        if index & 1:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            chunk = deflate.compress(content) + deflate.flush()
            packed, flags = struct.pack("<H", len(chunk)) + chunk, 4
        if index & 2:
            turn = lambda byte, place: ((byte + place % 0x47) << 2 | (byte + place % 0x47 & 0xFF) >> 6) & 0xFF ^ 0xD5
            packed, flags = bytes(turn(byte, place) for place, byte in enumerate(packed)), flags | 2
        at = table + len(b"dir\0") + len(names)
        names += own.encode() + b"\0"
        entry = struct.pack("<HQQQ", flags, len(content), len(packed), start + len(data)) + bytes(32)
        entry += struct.pack("<IH", at, 0) + bytes(12) + struct.pack("<IIBH", 0, 0, 0, 1)
        entries += entry
        data += packed
    names = b"dir\0" + names
    tables = struct.pack("<III", table, 0, 0) + names
    descriptor = bytes(12) + struct.pack("<IIIIIIIII", 64, 0, 0, 0, 1, 0, 0, len(members), len(tables)) + bytes(16)
    header = b"ISc(" + struct.pack("<IIII", 0x01006000, 0, start + len(data), len(descriptor)) + bytes(64)
    return header + data + descriptor + tables + entries


def setup(files):
    """InstallShield's program with files behind it."""
    out = pe(b"", b"\xc3")
    for name, content in files:
        texts = [name, "Disk1\\" + name, "0.0.0.0", str(len(content))]
        out += b"".join(text.encode() + b"\0" for text in texts) + content
    return out


def dmg(parts):
    """An Apple disk image: its partitions as chunks, each (kind, data)."""
    data, tables = b"", []
    for chunks in parts:
        rows, sector = b"", 0
        for kind, content in chunks:
            packed = {1: bytes, 0x80000005: zlib.compress, 0x80000006: bz2.compress, 0x80000008: lzma.compress}
            packed = packed.get(kind, lambda content: b"")(content)
            sectors = len(content) // 512
            rows += struct.pack(">IIQQQQ", kind, 0, sector, sectors, len(data), len(packed))
            data += packed
            sector += sectors
        rows += struct.pack(">IIQQQQ", 0xFFFFFFFF, 0, sector, 0, len(data), 0)
        head = b"mish" + struct.pack(">IQQQII", 1, 0, sector, 0, 0, 0) + bytes(24 + 136)
        tables.append(head + struct.pack(">I", len(rows) // 40) + rows)
    listed = "".join(f"<dict><key>Data</key><data>\n{base64.b64encode(table).decode()}\n</data></dict>" for table in tables)
    listed = f"<plist><dict><key>resource-fork</key><dict><key>blkx</key><array>{listed}</array></dict></dict></plist>"
    trailer = bytearray(b"koly" + struct.pack(">II", 4, 512) + bytes(500))
    struct.pack_into(">QQ", trailer, 24, 0, len(data))
    struct.pack_into(">QQ", trailer, 216, len(data), len(listed))
    return data + listed.encode() + bytes(trailer)


def xar(members):
    """Apple's archive: every second file is packed."""
    heap, listed = bytes(20), ""
    for index, (name, content) in enumerate(members):
        packed = zlib.compress(content) if index % 2 else content
        style = "application/x-gzip" if index % 2 else "application/octet-stream"
        listed += f'<file id="{index + 2}"><data><length>{len(packed)}</length><encoding style="{style}"/>'
        listed += f"<offset>{len(heap)}</offset><size>{len(content)}</size></data>"
        listed += f"<type>file</type><name>{name}</name></file>"
        heap += packed
    folder = f'<file id="1"><name>dir</name><type>directory</type>{listed}</file>'
    listed = f'<?xml version="1.0" encoding="UTF-8"?><xar><toc>{folder}</toc></xar>'.encode()
    packed = zlib.compress(listed)
    return b"xar!" + struct.pack(">HHQQI", 28, 1, len(packed), len(listed), 1) + packed + heap


def programs(keep, zip_of, tar_of):
    """What is packed as a program, and code for the machine that runs it."""
    inner = zip_of([("hello.txt", HELLO)])
    keep("walk", "honest-packed-pe.exe", turning(inner))
    keep("walk", "honest-upx-nrv.elf", upx(elf(HELLO * 40 + inner), 3))
    keep("walk", "honest-upx-lzma.elf", upx(elf(HELLO * 40 + inner), 14))
    for version in (b"EA05", b"EA06"):
        members = [("other.txt", b"another\n"), ("hello.txt", HELLO)]
        keep("walk", f"honest-autoit-{version.decode().lower()}.a3x", autoit(members, version))
    files = [("other.txt", b"another\n"), ("b.bin", bytes(500)), ("c.bin", bytes(range(256))), ("hello.txt", HELLO)]
    keep("walk", "honest-iscab.cab", iscab(files))
    keep("walk", "honest-setup.exe", setup([("setup.ini", b"[Startup]\r\n"), ("data1.cab", iscab(files))]))
    whole = tar_of([("hello.txt", HELLO)], tarfile.USTAR_FORMAT)
    whole += bytes(-len(whole) % 2048)
    quarters = [whole[at : at + len(whole) // 4] for at in range(0, len(whole), len(whole) // 4)]
    packed = list(zip((0x80000005, 1, 0x80000006, 0x80000008), quarters))
    keep("walk", "honest-dmg.dmg", dmg([packed, [(0, bytes(1024)), (0x80000005, bytes(512))]]))
    keep("walk", "honest-xar.pkg", xar([("other.txt", b"another\n"), ("hello.txt", HELLO)]))
    keep("unpack", "turning.exe", turning(b"hello"))
    keep("unpack", "upx-nrv.elf", upx(elf(HELLO * 4), 3))
    keep("unpack", "upx-lzma.elf", upx(elf(HELLO * 40), 14))
    # Behind the byte that says how wide: a handler of exceptions, vectors, floating point, strings, calls.
    handled = b"\x68\x16\x10\x40\0\x64\xff\x35\0\0\0\0\x64\x89\x25\0\0\0\0\xcc\xeb\xfe"
    handled += b"\x8b\x44\x24\x0c\xff\x80\xb8\0\0\0\x31\xc0\xc3"
    keep("unpack", "handler", b"\0" + handled)
    vectors = b"\xf3\x0f\x6f\x05\0\x10\x40\0\x66\x0f\xef\xc0\xf3\x0f\x7f\x05\0\x11\x40\0\xc3"
    keep("unpack", "vectors", b"\0" + vectors)
    keep("unpack", "where", b"\0\xd9\xee\xd9\x74\x24\xf4\x5b\x80\x33\x11\xc3")
    keep("unpack", "strings", b"\0\xfc\xbe\0\x10\x40\0\xbf\0\x14\x40\0\xb9\x40\0\0\0\xf3\xa5\xe9\xe8\x03\0\0")
    keep("unpack", "wide", b"\x01\x65\x48\x8b\x04\x25\x60\0\0\0\x48\x8b\x40\x18\xff\xd0")
    keep("unpack", "walks-modules", b"\0\x64\xa1\x30\0\0\0\x8b\x40\x0c\x8b\x40\x0c\x8b\0\x8b\x40\x18\x8b\x48\x3c\xc3")

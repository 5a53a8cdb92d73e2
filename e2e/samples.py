"""Contents to examine, made here. What a virus scanner would object to is put together at run time."""

import base64
import gzip
import io
import tarfile
import zipfile

EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*").encode()
CLEAN_TEXT = b"Dear all,\n\nthe minutes of Tuesday's meeting are attached.\n"
# One line of PHP that runs what a request sends: the smallest web shell there is.
PHP_SHELL = base64.b64decode("PD9waHAgQGV2YWwoJF9QT1NUWydjbWQnXSk7ID8+Cg==")


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """A zip of names and contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files, mode="w:gz"):
    """A tar of names and contents."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def gzipped(content):
    return gzip.compress(content)


def nested(content, layers, name="sample.bin"):
    """A content inside that many zips."""
    for layer in range(layers):
        content = zipped({name: content})
        name = f"layer{layer + 1}.zip"
    return content

// The test file that every scanner agrees to report although it is harmless. It is written in hex here,
// so that scanners do not report this source.

// The loop is short: the file has at most 128 bytes when it is reached.
// suppress: text_as_hex
// suppress: potentially_slow_loop
rule test_file {
  meta:
    author = "Assay"
    description = "The EICAR test file: its 68 characters, then white space only, 128 characters in all"
    reference = "https://www.eicar.org/download-anti-malware-testfile/"
    score = 100
    virus_type = "Engtest"
    family = "eicar"
    meaning_en = "This is the EICAR test file, made to check that a scanner works. It is harmless."
    meaning_zh = "这是用于检验扫描引擎是否正常工作的 EICAR 测试文件，本身无害。"
  strings:
    $eicar = {
      58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24
      45 49 43 41 52 2D 53 54 41 4E 44 41 52 44 2D 41 4E 54 49 56 49 52 55 53 2D 54 45 53 54 2D 46 49 4C 45 21
      24 48 2B 48 2A
    }
  condition:
    filesize <= 128
    and $eicar at 0
    and (
      filesize == 68
      // Tab, line feed, carriage return, Ctrl-Z and space may follow: anything else spoils it.
      or for all i in (68..filesize - 1) : (
        uint8(i) == 0x09 or uint8(i) == 0x0A or uint8(i) == 0x0D or uint8(i) == 0x1A or uint8(i) == 0x20
      )
    )
}

// suppress: text_as_hex
rule test_file_variant {
  meta:
    author = "Assay"
    description = "The EICAR test string in a small file that is not the test file to the letter"
    reference = "https://www.eicar.org/download-anti-malware-testfile/"
    score = 90
    virus_type = "Engtest"
    family = "eicar"
    meaning_en = "The file holds little but the EICAR test string, made to check that a scanner works. It is harmless."
    meaning_zh = "文件内容主要是用于检验扫描引擎的 EICAR 测试字符串，本身无害。"
  strings:
    $eicar = {
      58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24
      45 49 43 41 52 2D 53 54 41 4E 44 41 52 44 2D 41 4E 54 49 56 49 52 55 53 2D 54 45 53 54 2D 46 49 4C 45 21
      24 48 2B 48 2A
    }
    $utf16 = {
      58 00 35 00 4F 00 21 00 50 00 25 00 40 00 41 00 50 00 5B 00 34 00 5C 00 50 00 5A 00 58 00 35 00 34 00 28 00 50 00 5E 00 29 00 37 00 43 00 43 00 29 00 37 00 7D 00 24 00
      45 00 49 00 43 00 41 00 52 00 2D 00 53 00 54 00 41 00 4E 00 44 00 41 00 52 00 44 00 2D 00 41 00 4E 00 54 00 49 00 56 00 49 00 52 00 55 00 53 00 2D 00 54 00 45 00 53 00 54 00 2D 00 46 00 49 00 4C 00 45 00 21 00
      24 00 48 00 2B 00 48 00 2A 00
    }
  condition:
    filesize <= 256 and any of them
}

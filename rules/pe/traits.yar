// Traits of Windows programs that are seldom honest. Weak ones only add up with others.

import "pe"
import "math"

rule injects_into_processes {
  meta:
    author = "Assay"
    description = "The imports by which code is put into another process"
    reference = "https://attack.mitre.org/techniques/T1055/"
    score = 40
    virus_type = "Suspicious"
    family = "pe.injection"
    meaning_en = "The program imports the functions by which code is put into another process."
    meaning_zh = "程序导入了向其他进程注入代码所需的函数。"
  condition:
    pe.is_pe and pe.signatures.len() == 0
    and pe.imports("kernel32.dll", "VirtualAllocEx") and pe.imports("kernel32.dll", "WriteProcessMemory")
    and (pe.imports("kernel32.dll", "CreateRemoteThread") or pe.imports("kernel32.dll", "QueueUserAPC") or pe.imports("kernel32.dll", "SetThreadContext"))
}

rule packed_without_imports {
  meta:
    author = "Assay"
    description = "Hardly any imports, and an executable, writable section of random bytes"
    reference = "https://attack.mitre.org/techniques/T1027/002/"
    score = 45
    virus_type = "Suspicious"
    family = "pe.packed"
    meaning_en = "The program is packed: its code can only be seen while it runs."
    meaning_zh = "程序经过加壳，只有运行时才能看到其真实代码。"
  condition:
    pe.is_pe and filesize < 20MB and pe.signatures.len() == 0 and pe.number_of_imports < 3
    and not labels contains " .NET "
    and for any section in pe.sections : (
      section.raw_data_size > 4096
      and section.characteristics & pe.SECTION_MEM_EXECUTE != 0
      and section.characteristics & pe.SECTION_MEM_WRITE != 0
      and math.entropy(section.raw_data_offset, section.raw_data_size) > 7.2
    )
}

rule program_hidden_behind_text {
  meta:
    author = "Assay"
    description = "A whole Windows program is hidden as base64, hex or reversed base64 in a script"
    reference = "https://attack.mitre.org/techniques/T1027/009/"
    score = 76
    virus_type = "Trojan"
    family = "pe.hidden"
    meaning_en = "A Windows program is hidden as text inside a script that can start it."
    meaning_zh = "脚本中以文本形式隐藏了可启动的 Windows 程序。"
  strings:
    $base64 = /["'\s(>=]TV(qQAAMAAAAEAAAA|pQAAIAAAAEAA8A|oAAAAAAAAAAAAA|rQAAMAAAAEAAAA)[A-Za-z0-9+\/\r\n]{400}/ ascii wide
    $hex = /["'\s(=]4d5a(90000300000004000000ffff0000|80000100000004001000ffff0000|50000200000004000f00ffff0000)[0-9a-f]{400}/ nocase ascii wide
    $reversed = /[A-Za-z0-9+\/=]{400}AAAAEAAAAMAAQqVT["'\s)]/ ascii wide
    $start = /frombase64string|assembly\]?(::|\.)load|wscript\.shell|certutil|shellexecute|\.savetofile|writeallbytes|b64decode\s*\([\x00-\xff]{0,200}(exec|open)|subprocess|invoke-|createobject|virtualalloc/ nocase ascii wide
  condition:
    filesize < 32MB and uint16be(0) != 0x4d5a and uint32be(0) != 0x7f454c46 and any of ($base64, $hex, $reversed) and $start
    and not labels contains " PDF "
}

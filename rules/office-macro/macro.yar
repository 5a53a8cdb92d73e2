// Macros of Office documents that act when the document is opened.

rule auto_run_download {
  meta:
    author = "Assay"
    description = "A macro runs by itself when the document opens and fetches or starts something"
    reference = "https://attack.mitre.org/techniques/T1137/001/"
    score = 86
    virus_type = "Downloader"
    family = "macro.auto-run"
    meaning_en = "A macro runs by itself when the document is opened and fetches or starts a program."
    meaning_zh = "打开文档时宏自动运行，并下载或启动程序。"
  strings:
    $auto = /\b(sub|function)\s+(auto_?(open|exec|close|new)|document_?(open|close|new)|workbook_?(open|activate|beforeclose)|\w+_(layout|painted|gotfocus))\s*\(/ nocase
    $start = /\bshell\s*\(|\bshell\s+["'\w]|wscript\.shell|shell\.application|win32_process|createobject\s*\(\s*(strreverse|chrw?\s*\(|replace\s*\(|\w+\s*\(\s*")|shellexecute/ nocase
    $fetch = /urldownloadtofile|msxml2\.(server)?xmlhttp|microsoft\.xmlhttp|winhttp\.winhttprequest|adodb\.stream|powershell|certutil|bitsadmin|mshta|https?:\/\/[\w.-]{3,80}\/[^\s"']{0,120}\.(exe|dll|ps1|hta|vbs|txt|jpg|png|bat)/ nocase
    $memory = /\b(virtualalloc(ex)?|rtlmovememory|createthread|writeprocessmemory|createremotethread)\b/ nocase
    $declare = /\bdeclare\s+(ptrsafe\s+)?(function|sub)\b/ nocase
    $attribute = /attribute vb_name|\bend sub\b/ nocase
  condition:
    filesize < 4MB and $auto and $attribute and (($start and $fetch) or ($memory and $declare) or ($fetch and $declare))
    and not labels contains " PE32" and not labels contains " ELF"
}

rule compressed_macro_words {
  meta:
    author = "Assay"
    description = "The packed source of a document's macro has the words of running by itself and of fetching"
    reference = "https://learn.microsoft.com/openspecs/office_file_formats/ms-ovba/"
    score = 76
    virus_type = "Downloader"
    family = "macro.auto-run"
    meaning_en = "The document's macro runs by itself and has the words of code that fetches or starts a program."
    meaning_zh = "文档中的宏会自动运行，并含有下载或启动程序的特征词。"
  strings:
    $storage = { 00 41 74 74 72 69 62 75 74 00 65 20 56 42 5F }
    $auto = /auto_?open|autoexec|document_?open|workbook_?open|auto_?close/ nocase
    $start = /wscript\.shell|shell\.application|shellexecute|win32_process|\bshell\b/ nocase
    $fetch = /urldownload|xmlhttp|winhttp|adodb\.st|powershell|certutil|mshta|bitsadmin|virtualalloc|rtlmovememory/ nocase
  condition:
    (uint32be(0) == 0xd0cf11e0 or labels contains " OLE " or labels contains " Macro ") and filesize < 32MB
    and $storage and $auto and $start and #fetch > 0
}

rule field_starts_program {
  meta:
    author = "Assay"
    description = "A field of a document starts a program, or a template or object is taken from a bare address"
    reference = "https://attack.mitre.org/techniques/T1559/002/"
    score = 84
    virus_type = "Exploit"
    family = "macro.field"
    meaning_en = "Opening the document starts a program through a field, or loads code from a bare address."
    meaning_zh = "打开文档会通过域启动程序，或从裸 IP 地址加载代码。"
  strings:
    $dde = /\bDDE(AUTO)?\s+["']?c:\\+(windows|programs|\w+)\\+[^<\x00]{1,200}(cmd|powershell|mshta|msword\.exe\\+\.\.)/ nocase ascii wide
    $split = /<w:instrText[^>]{0,60}>\s*DDE(AUTO)?\s/ nocase
    $template = /Type="[^"]{1,120}\/(attachedTemplate|oleObject|frame|subDocument)"\s+Target="(mhtml:)?https?:\/\/(\d{1,3}(\.\d{1,3}){3}|[\w.-]{3,80})(:\d+)?\/[^"]{1,160}\.(dotm|dot|rtf|doc|html?|hta)!?[^"]{0,20}"\s+TargetMode="External"/ nocase
    $msdt = /ms-msdt:\/?(id|-id)\s+PCWDiagnostic|ms-msdt:[^"']{0,40}IT_BrowseForFile/ nocase
    $excel = /=\s*cmd\s*\|\s*["']\s*\/c\s[^\n]{3,200}["']!/ nocase
  condition:
    filesize < 8MB and any of them and not labels contains " PE32" and not labels contains " ELF"
}

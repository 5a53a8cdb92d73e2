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
    $start = /\bshell\s*\(|\bshell\s+["'\w]|wscript\.shell|shell\.application|win32_process|executestatement|\.addcode\b|createobject\s*\(\s*(strreverse|chrw?\s*\(|replace\s*\(|\w+\s*\(\s*")|shellexecute/ nocase
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

rule acts_on_hidden_text {
  meta:
    author = "Assay"
    description = "A macro runs by itself and starts what stands in properties, variables or controls of the document"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 80
    virus_type = "Downloader"
    family = "macro.auto-run"
    meaning_en = "A macro runs by itself and starts a command that is hidden in properties or controls of the document."
    meaning_zh = "宏自动运行，并执行隐藏在文档属性或控件中的命令。"
  strings:
    $auto = /\b(sub|function)\s+(auto_?(open|exec|close|new)|document_?(open|close|new)|workbook_?(open|activate|beforeclose)|\w+_(layout|painted|gotfocus))\s*\(/ nocase
    $hidden = /builtindocumentproperties|customdocumentproperties|\.controltiptext|\.tag\b|\.caption\b|(activedocument|thisdocument)\.variables|\.customxmlparts|\.alternativetext|\.docproperties|\.defaulttargetframe/ nocase
    $start = /\bshell\s*[(\s]\s*\w|createobject\s*\(\s*[a-z_]\w*[.(&\s)]|getobject\s*\(\s*[a-z_]\w*[.(&\s)]|callbyname|\.\s*(run|exec|shellexecute|create)\s+\w+[.(&]/ nocase
    $attribute = /attribute vb_name|\bend sub\b|\bend function\b/ nocase
  condition:
    filesize < 4MB and $auto and $hidden and $start and $attribute
    and not labels contains " PE32" and not labels contains " ELF"
}

rule drops_program {
  meta:
    author = "Assay"
    description = "A macro runs by itself and writes a script or a program into a folder for temporary files or for what starts with Windows"
    reference = "https://attack.mitre.org/techniques/T1547/001/"
    score = 80
    virus_type = "Trojan"
    family = "macro.auto-run"
    meaning_en = "A macro runs by itself and writes a script or a program to the disk, to be started."
    meaning_zh = "宏自动运行，并向磁盘写入待启动的脚本或程序。"
  strings:
    $auto = /\b(sub|function)\s+(auto_?(open|exec|close|new)|document_?(open|close|new)|workbook_?(open|activate|beforeclose)|\w+_(layout|painted|gotfocus))\s*\(/ nocase
    $write = /\bopen\s[^\n]{1,120}\sfor\s+(output|binary|append)|createtextfile|savetofile|\bput\s+#|saveas2?\s/ nocase
    $name = /\.(js|jse|vbs|vbe|exe|bat|ps1|hta|dll|cmd|wsf|lnk|scr|sct|xsl|xll|wll)["']/ nocase
    $place = /\\startup\\|programs\\startup|environ\$?\s*\(\s*["'](temp|tmp|appdata|localappdata|public|programdata|userprofile)|%(temp|appdata|public)%|c:\\(users\\public|programdata|windows\\temp|perflogs)|startuppath|getspecialfolder/ nocase
    $attribute = /attribute vb_name|\bend sub\b|\bend function\b/ nocase
  condition:
    filesize < 4MB and $auto and $write and $name and $place and $attribute
    and not labels contains " PE32" and not labels contains " ELF"
}

rule spreads {
  meta:
    author = "Assay"
    description = "A macro runs by itself, copies itself into other documents, or sends its document to everybody in the address book"
    reference = "https://attack.mitre.org/techniques/T1137/001/"
    score = 84
    virus_type = "Virus"
    family = "macro.virus"
    meaning_en = "A macro copies itself into other documents, or sends its document to everybody in the address book."
    meaning_zh = "宏将自身复制到其他文档，或将文档发送给通讯录中的所有人。"
  strings:
    $auto = /\b(sub|function)\s+(auto_?(open|exec|close|new)|document_?(open|close|new)|workbook_?(open|activate|beforeclose|deactivate)|file(open|save|saveas|close|exit|print|new)|toolsmacro|viewvbcode)\s*\(/ nocase
    $copy = /\.(addfromstring|addfromfile|insertlines|replaceline|deletelines)\b|organizercopy|vbcomponents\s*(\([^)\n]{1,60}\))?\s*\.\s*(import|export|codemodule)|macrocopy/ nocase
    $target = /normaltemplate|normal\.dot|activedocument\.vbproject|activeworkbook\.vbproject|startuppath|xlstart|globalmacro|personal\.xls/ nocase
    $mail = /\.addressentries|addresslists/ nocase
    $send = /\.attachments\.add\s*\(?\s*(activedocument|activeworkbook|thisworkbook|thisdocument)|\.\s*send\b/ nocase
    $quiet = /virusprotection\s*=\s*(false|0)|savenormalprompt\s*=\s*(false|0)|confirmconversions\s*=\s*(false|0)|displayalerts\s*=\s*(false|0)|enablecancelkey|security"?\)\s*=\s*1|accessvbom/ nocase
  condition:
    filesize < 4MB and $auto and (($copy and $target and $quiet) or ($mail and $send and ($quiet or $target or $copy)))
    and not labels contains " PE32" and not labels contains " ELF"
}

rule names_of_compiled_macro {
  meta:
    author = "Assay"
    description = "The list of names that a macro is compiled with has those of running by itself and of starting code in memory or fetching it"
    reference = "https://attack.mitre.org/techniques/T1564/007/"
    score = 72
    virus_type = "Trojan"
    family = "macro.auto-run"
    meaning_en = "The compiled macro runs by itself and calls functions of the system that fetch or start code, whatever its source shows."
    meaning_zh = "编译后的宏会自动运行并调用下载或执行代码的系统函数，无论源码如何显示。"
  strings:
    $auto = /\b(auto_?open|autoexec|document_?open|workbook_?open|auto_?close)/ nocase ascii wide
    $memory = /virtualalloc|rtlmovememory|createthread|writeprocessmemory|createremotethread|virtualprotect|enumsystemlocales/ nocase ascii wide
    $fetch = /urldownloadtofile/ nocase ascii wide
    $start = /shellexecute|\bshell\b|winexec/ nocase ascii wide
  condition:
    filesize < 4MB and uint16be(0) == 0xcc61 and $auto and (#memory > 1 or ($fetch and $start))
}


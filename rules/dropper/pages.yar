// Pages and pictures that make their reader fetch, open or run something.

rule page_hands_over_program {
  meta:
    author = "Assay"
    description = "A page puts a disc image, a script or a program together out of its own text and saves it unasked"
    reference = "https://attack.mitre.org/techniques/T1027/006/"
    score = 78
    virus_type = "Downloader"
    family = "dropper.page"
    meaning_en = "The page makes a program out of its own text and saves it without being asked."
    meaning_zh = "网页用自身文本拼出程序文件并自动保存。"
  strings:
    $decode = /\batob\s*\(|Uint8Array|charCodeAt|fromCharCode/
    $make = /new\s+Blob\s*\(|msSaveOrOpenBlob|msSaveBlob|new\s+File\s*\(/
    $link = /createObjectURL|data:application\/octet-stream|msSave(OrOpen)?Blob/
    $name = /["'`][^"'`\n]{0,80}\.(iso|img|vhdx?|js|jse|hta|lnk|exe|scr|vbs|vbe|one|wsf|cab|msi|bat|cmd|ps1|xll|chm|cpl|appx|msix)["'`]/ nocase
    $packed = /["'`][^"'`\n]{0,80}\.(zip|rar|7z|tar|gz)["'`]/ nocase
    $click = /\.click\s*\(\s*\)|msSave(OrOpen)?Blob|dispatchEvent/
    $long = /["'`][A-Za-z0-9+\/=]{4000}/
    $save = /\.download\s*=|download=|msSave(OrOpen)?Blob|setAttribute\s*\(\s*["']download/
    $page = /<html|<script|<body|<svg/ nocase
    $compiled = /webpackChunk|__webpack_require__|sourceMappingURL=/ private
  condition:
    filesize < 16MB and $page and $decode and $make and $link and $click and $save and not $compiled
    and ($name or ($packed and $long))
}

rule page_asks_to_paste_command {
  meta:
    author = "Assay"
    description = "A page puts a command into the clipboard and tells its reader to paste it where it is run"
    reference = "https://attack.mitre.org/techniques/T1204/004/"
    score = 88
    virus_type = "Downloader"
    family = "dropper.paste"
    meaning_en = "The page makes its reader paste a command that fetches a program, as if to prove that he is human."
    meaning_zh = "网页诱骗访问者粘贴并运行下载程序的命令（冒充人机验证）。"
  strings:
    $copy = /clipboard\.writeText|execCommand\s*\(\s*["']copy|clipboardData\.setData|\bClipboardItem\b/
    $command = /(powershell|pwsh|mshta|cmd(\.exe)?\s*\/c|msiexec|rundll32|regsvr32|wscript|curl\s|certutil|bash\s+-c|osascript|conhost)[^\n<]{0,400}(https?:|\biex\b|\birm\b|\biwr\b|hidden|-e(nc)?\s|-w\s+(1|h)|base64|\|\s*(ba)?sh)/ nocase
    $tell1 = /\b(press|hold|hit|use|push)\b[^\n]{0,80}(windows?\b|⊞|\bwin\b|<kbd|<b>)[^\n]{0,60}\bR\b/ nocase
    $tell2 = /ctrl\s*(<\/\w+>)?\s*(\+|and|&|\s)\s*(<\w+>)?\s*V\b|⌘\s*\+?\s*V|\bpaste\b[^\n]{0,60}(terminal|run dialog|run window|powershell|command)/ nocase
    $tell3 = /not a robot|verify (that )?you are( a)? human|human verification|captcha|cloudflare|verification (steps|id)|fix (it|the (issue|problem|error))|browser update/ nocase
  condition:
    filesize < 4MB and $copy and $command and (($tell1 and $tell2) or ($tell3 and any of ($tell1, $tell2)))
    and not labels contains " PDF "
}

rule picture_sends_reader_away {
  meta:
    author = "Assay"
    description = "A picture of SVG has a script that decodes an address or a page and opens it"
    reference = "https://attack.mitre.org/techniques/T1027/017/"
    score = 78
    virus_type = "MalScript"
    family = "dropper.picture"
    meaning_en = "The picture has a script that decodes an address or a page and sends its reader there."
    meaning_zh = "SVG 图片内含脚本，解码地址或页面后跳转访问者。"
  strings:
    $svg = /<svg[\s>]/ nocase
    $script = /<script|\bonload\s*=\s*["']|href\s*=\s*["']javascript:/ nocase
    $decode = /\batob\s*\(|fromCharCode|decodeURIComponent\s*\(|unescape\s*\(|parseInt\s*\([^)\n]{1,60},\s*16\)|CryptoJS|\.split\s*\(\s*["']["']\s*\)\s*\.reverse/
    $go = /(window|document|self|top|parent)?\.?location(\.href)?\s*=[^=]|location\.(replace|assign)\s*\(|window\.open\s*\(|document\.write\s*\(|\beval\s*\(|new\s+Function\s*\(|innerHTML\s*=|\.src\s*=/
    $page = /<body[\s>]|<html[\s>]/ nocase private
    $editor = /sodipodi:|inkscape:version|\bd3\.|Plotly|flamegraph/ private
  condition:
    filesize < 2MB and $svg and $script and $decode and $go and not $page and not $editor
    and not labels contains " PDF " and not labels contains " PHP "
}

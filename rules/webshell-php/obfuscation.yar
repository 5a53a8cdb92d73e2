// PHP whose code is packed, encrypted or written so that nobody can read it.

private rule php_source {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
  condition:
    $tag and not labels contains " PDF " and not labels contains " ELF"
}

rule packed_eval {
  meta:
    author = "Assay"
    description = "eval() on unpacked or decoded text"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 84
    virus_type = "MalScript"
    family = "php.obfuscated"
    meaning_en = "The code is packed and only unpacked while it runs: what it does cannot be seen. Malware does this, honest code hardly ever."
    meaning_zh = "代码经过打包，运行时才解开，无法看到其真实行为；恶意代码常用，正常代码极少使用。"
  strings:
    $eval = /\beval\s*\(\s*(["'?>\s]{0,10}\.?\s*)?@?(gzinflate|gzuncompress|gzdecode|base64_decode|str_rot13|strrev|convert_uudecode|rawurldecode|urldecode|hex2bin|openssl_decrypt|mcrypt_decrypt|bzdecompress|implode|html_entity_decode|htmlspecialchars_decode|pack)\s*\(/ nocase
    $assert = /\bassert\s*\(\s*@?(gzinflate|gzuncompress|base64_decode|str_rot13|strrev)\s*\(/ nocase
    $create = /\bcreate_function\s*\(\s*["'][^"'\n]{0,10}["']\s*,\s*@?(gzinflate|gzuncompress|base64_decode|str_rot13|strrev)\s*\(/ nocase
    $create_late = /\bcreate_function\s*\(\s*["'][^"'\n]{0,10}["']\s*,\s*\$\w+\s*\)/ nocase
    $inflate = /=\s*@?(gzinflate|gzuncompress)\s*\(\s*\$/ nocase
    $chain = /\b(gzinflate|gzuncompress|gzdecode)\s*\(\s*(str_rot13|base64_decode|strrev)\s*\(\s*(str_rot13|base64_decode|strrev)?\s*\(?\s*["'][A-Za-z0-9+\/=]{200}/ nocase
    $blob = /\$\w+\s*=\s*["'][A-Za-z0-9+\/=]{300,20000}["']\s*;[\x00-\xff]{0,300}\beval\s*\(/ nocase
    $stored = /\$\w+\s*=\s*@?(gzinflate|gzuncompress|gzdecode|str_rot13|base64_decode|strrev|convert_uudecode)\s*\([^;]{1,4000};\s*(@?\$\w+\s*=[^;\n]{1,100};\s*){0,2}@?eval\s*\(\s*(["'?>\s]{0,8}\.)?\s*\$\w+/ nocase
  condition:
    php_source and (
      any of ($eval, $assert, $create, $chain, $blob, $stored)
      or (filesize < 64KB and $create_late and $inflate)
    )
}

rule eval_through_variables {
  meta:
    author = "Assay"
    description = "eval() on what functions named by variables return"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 78
    virus_type = "MalScript"
    family = "php.obfuscated"
    meaning_en = "Code is decoded by functions whose names are hidden in variables, and run."
    meaning_zh = "通过变量隐藏函数名来解码代码并执行。"
  strings:
    $eval = /\beval\s*\(\s*(["'?>\s]{0,10}\.\s*)?@?\$(GLOBALS\s*\[[^\]\n]{1,40}\]|\{[^}\n]{1,40}\}|\w+)(\s*\[[^\]\n]{1,20}\])?\s*\(\s*(@?\$|["'][A-Za-z0-9+\/=]{20})/ nocase
    $bare = /\$\{["'](GLOBALS|\\x47)[^}\n]{1,40}\}\s*\[\s*["'][^"'\n]{1,60}["']\s*\]\s*=/ nocase
  condition:
    php_source and ($eval or #bare > 3)
}

rule built_character_by_character {
  meta:
    author = "Assay"
    description = "Names are put together from single characters or by combining texts bit by bit"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 80
    virus_type = "MalScript"
    family = "php.obfuscated"
    meaning_en = "Names are computed character by character, so that nobody sees which functions run."
    meaning_zh = "逐字符计算出函数名，使人无法看出实际调用的函数。"
  strings:
    $index = /(\$\w+\s*[\[{]\s*\(?\d{1,4}\)?\s*[\]}]\s*\.\s*){6}\$\w+\s*[\[{]/
    $chr = /((chr|\$\w{1,16})\s*\(\s*(0x)?[0-9a-f]{1,4}\s*\)\s*\.\s*){4}/ nocase
    $xor = /["'] ?\^ ?["'][^"'\n]{1,60}["']/
    $xor_bytes = /(\(\s*["'][^"'\n]{1,3}["']\s*\^\s*["'][^"'\n]{1,3}["']\s*\)\s*\.\s*){2}/
    $not = /~["'(]["']?[\x80-\xff%]{3}/
    $increment = /\$_{1,8}\s*=\s*\$_{1,8}\s*;\s*(\$_{1,8}\+\+\s*;?\s*){3}/
    $underscores = /\$_{2,8}\s*=\s*["']?[^;\n]{1,60};\s*\$_{2,8}\s*=\s*/
    $call = /[;{}?\s@)]\$\w{1,32}(\s*\[[^\]\n]{1,20}\])?\s*\(\s*["'@$]|\beval\s*\(\s*["'@$]|\bassert\s*\(\s*["'@$]|\$\w{1,16}\s*\(\s*\)\s*;/ nocase
  condition:
    php_source and filesize < 64KB and $call and (
      $index or $xor_bytes or $increment
      or (filesize < 4KB and ($xor or $not or $chr or #underscores > 1))
    )
}

rule comments_inside_calls {
  meta:
    author = "Assay"
    description = "Comments of junk split a call of eval or of a variable"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 82
    virus_type = "MalScript"
    family = "php.obfuscated"
    meaning_en = "Comments of junk are put into the middle of calls, so that a search does not find them."
    meaning_zh = "在函数调用中间插入无意义注释以逃避检索。"
  strings:
    $eval = /\b(eval|assert|system|base64_decode|gzinflate|create_function)\s*\/\*[^*\n]{0,60}\*\/\s*\(/ nocase
    $variable = /\$\w{1,20}\s*\/\*[^*\n]{1,60}\*\/\s*\(\s*(\/\*[^*\n]{0,60}\*\/\s*)?[$"']/
    $dots = /["'] ?\. ?\/\*[^*\n]{1,60}\*\/\s*["'][^"'\n]{1,6}["']\s*\.?\s*\/\*[^*\n]{1,60}\*\//
    $split = /["'] ?\/\*[\x00-\xff]{1,60}\*\/\s*\.\s*\/?\*?[^"'\n]{0,40}["']/
    // The rules of a web firewall quote such calls in their comments, and are nothing but rules.
    $firewall = "\nSecRule " private
  condition:
    php_source and filesize < 100KB and #firewall < 10 and ($eval or #variable > 2 or #dots > 1 or (filesize < 4KB and (#split > 1 or ($variable and $split))))
}

rule maze {
  meta:
    author = "Assay"
    description = "The order of the code is scrambled by jumps, or its texts are put together from one list of characters"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 80
    virus_type = "MalScript"
    family = "php.obfuscated"
    meaning_en = "The code jumps to and fro, or takes every text from a list of characters, so that nobody can follow it."
    meaning_zh = "代码通过大量跳转打乱顺序，或逐字符从列表中拼出文本，使人无法阅读。"
  strings:
    $globals = /\$GLOBALS\s*\[\s*["'][^"'\n]{1,20}["']\s*\]\s*\[\s*\d{1,3}\s*\]\s*\.\s*\$GLOBALS/
    $goto = /\bgoto\s+[A-Za-z0-9_]{5,6};\s*[A-Za-z0-9_]{5,6}:/
  condition:
    php_source and (#goto > 15 or #globals > 15)
}

rule calls_by_number {
  meta:
    author = "Assay"
    description = "Functions are called over and over out of a global table, by number or by a senseless name"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 74
    virus_type = "WebShell"
    family = "php.obfuscated-calls"
    meaning_en = "The page calls its functions out of a table, so that nobody sees which."
    meaning_zh = "页面通过全局表调用函数，使人无法看出实际调用的函数。"
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase private
    $number = /\$(GLOBALS|_SERVER|\{["']GLOBALS["']\})\s*\[\s*(\d{1,4}|["'](\\x[0-9a-f]{2}|[A-Za-z]*[0-9]+[A-Za-z0-9]*){1,20}["'])\s*\]\s*(\[\s*\d{1,4}\s*\]\s*)?\(/ nocase
    $goto = /\bgoto\s+[A-Za-z0-9_]{4,12};\s*[A-Za-z0-9_]{4,12}:/
    $escaped = /include(_once)?\s*\(?\s*"[^"\n]{0,40}(\\(x[0-9a-f]{2}|[0-7]{2,3})[^"\\\n]{0,3}){6}/ nocase
    $invoke = /function\s+__(invoke|toString|destruct|call|construct)\s*\([^)\n]{0,60}\)\s*\{\s*(return\s+)?@?(eval|system)\s*\(/ nocase
  condition:
    $tag and filesize < 1MB and (#number > 5 or #goto > 15 or $escaped or $invoke)
}

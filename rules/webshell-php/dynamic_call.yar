// PHP that hides which function it calls: the request names it, or it is put together from pieces.

private rule php_text {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
  condition:
    $tag and not labels contains " PDF " and not labels contains " ELF"
}

rule function_named_by_request {
  meta:
    author = "Assay"
    description = "A function is called whose name comes from the request"
    reference = "https://www.php.net/manual/en/functions.variable-functions.php"
    score = 90
    virus_type = "WebShell"
    family = "php.dynamic-call"
    meaning_en = "A visitor chooses which function the page calls, eval and system included."
    meaning_zh = "访问者可以指定页面调用的任意函数（包括 eval、system 等）。"
  strings:
    $direct = /\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]\s*["']?\w{0,32}["']?\s*[\]}]\s*\(\s*@?(\$\{?["']?\w|\))/ nocase
    $callback = /\b(call_user_func(_array)?|ob_start|register_shutdown_function|register_tick_function|forward_static_call(_array)?|array_map|iterator_apply|new\s+ReflectionFunction)\s*\(\s*@?\$(_(GET|POST|REQUEST|COOKIE)\s*[\[{]|\{\s*["']_)/ nocase
    $later = /\b(array_(filter|walk(_recursive)?|reduce|udiff\w*|diff_u\w+|uintersect\w*|intersect_u\w+)|usort|uasort|uksort)\s*\([^;\n]{1,80},\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
    $array = /\barray_(uintersect\w*|udiff\w*|(intersect|diff)_u\w+)\s*\(\s*array\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $map = /\barray_(map|walk\w*)\s*\(\s*\$\w{1,20}\s*,\s*\(array\)\s*\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $static = /\b(forward_static_call|call_user_func)(_array)?\s*\(\s*(\$[^,;\n]{1,60}|assert|system)\s*,\s*(array\s*\(|\[)\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
    $invoke = /->\s*(__invoke|invoke(Args)?)\s*\(\s*(\.\.\.)?\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
    $names = /\$(\w+)\s*=\s*\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^;\n]{1,30};\s*(\/\/[^\n]{0,80})?\s*(@?\$\w+\s*=\s*[^;\n]{0,90};\s*)?(declare\s*\([^)]{1,20}\)\s*;\s*)?@?(array_\w+|u[ak]?sort|register_\w+_function|call_user_func\w*)\s*\(\s*[^;]{0,60}\$(_(GET|POST|REQUEST|COOKIE)|\w+\s*,\s*["'])/ nocase
  condition:
    php_text and any of them
}

rule request_into_variable_function {
  meta:
    author = "Assay"
    description = "A small file that calls a function by a variable name on a value of the request"
    reference = "https://www.php.net/manual/en/functions.variable-functions.php"
    score = 84
    virus_type = "WebShell"
    family = "php.dynamic-call"
    meaning_en = "A small file hides which function it calls on what a visitor sends: a common disguise of eval."
    meaning_zh = "小文件中用变量函数处理访问者提交的内容，是隐藏 eval 的常见手法。"
  strings:
    $call = /[;{}?\s@=(]\$\{?["']?\w{1,32}["']?\}?(\s*[\[{][^\]}\n]{1,30}[\]}]){0,3}\s*\(\s*["'.\s]{0,4}(@?\$?\w+\s*\(\s*){0,2}@?\$\{?["']?_(POST|GET|REQUEST|COOKIE)/ nocase
    $via = /\$(\w+)\s*=\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^;\n]{1,30};\s*@?\$\w+\s*\(\s*\$\w+\s*\)\s*;/ nocase
    $double = /\$\w+\s*\(\s*["']["']\s*,\s*@?\$\w+\s*\(/
  condition:
    php_text and filesize < 4KB and any of them
}

rule dangerous_callback {
  meta:
    author = "Assay"
    description = "assert or system is given as the callback of an array function"
    reference = "https://www.php.net/manual/en/language.types.callable.php"
    score = 86
    virus_type = "WebShell"
    family = "php.dynamic-call"
    meaning_en = "A function that runs code or commands is hidden as a callback."
    meaning_zh = "把可执行代码或命令的函数伪装成回调函数使用。"
  strings:
    $callback = /\b(array_(map|filter|walk(_recursive)?|reduce|udiff\w*|diff_u\w+|uintersect\w*|intersect_u\w+)|usort|uasort|uksort|call_user_func(_array)?|register_\w+_function|forward_static_call(_array)?|filter_var(_array)?|(mb_ereg|preg)_replace_callback|new\s+ReflectionFunction|ob_start|iterator_apply)\s*\([^;\n]{0,120}["'](assert|system|exec|passthru|shell_exec|popen|pcntl_exec)["']/ nocase
    $request = /\$(_(GET|POST|REQUEST|COOKIE|SERVER)|HTTP_RAW_POST_DATA)\b|php:\/\/input/ nocase
  condition:
    php_text and $callback and $request
}

rule function_name_in_pieces {
  meta:
    author = "Assay"
    description = "The name of a function that runs code is put together from pieces"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 86
    virus_type = "WebShell"
    family = "php.dynamic-call"
    meaning_en = "The name of a function that runs code or commands is put together from pieces, so that it cannot be found."
    meaning_zh = "将可执行代码或命令的函数名拆分拼接，以逃避检测。"
  strings:
    $assert = /["'](a["'] ?\. ?["']s(["'] ?\. ?["'])?s(["'] ?\. ?["'])?e(["'] ?\. ?["'])?r(["'] ?\. ?["'])?t|as["'] ?\. ?["']s(["'] ?\. ?["'])?e(["'] ?\. ?["'])?r(["'] ?\. ?["'])?t|ass["'] ?\. ?["']e(["'] ?\. ?["'])?r(["'] ?\. ?["'])?t|asse["'] ?\. ?["']r(["'] ?\. ?["'])?t|asser["'] ?\. ?["']t)["']/ nocase
    $base64 = /["'](b["'] ?\. ?["']a(["'] ?\. ?["'])?s(["'] ?\. ?["'])?e|ba["'] ?\. ?["']s(["'] ?\. ?["'])?e|bas["'] ?\. ?["']e|base["'] ?\. ?["'])(["'] ?\. ?["'])?6(["'] ?\. ?["'])?4(["'] ?\. ?["'])?_(["'] ?\. ?["'])?d(["'] ?\. ?["'])?e(["'] ?\. ?["'])?c/ nocase
    $base64_late = /["']base(64["'] ?\. ?["']_|6["'] ?\. ?["']4_|64_["'] ?\. ?["']|64_d["'] ?\. ?["']|64_de["'] ?\. ?["'])(["'] ?\. ?["'])?d?(["'] ?\. ?["'])?e?(["'] ?\. ?["'])?c(["'] ?\. ?["'])?o(["'] ?\. ?["'])?d(["'] ?\. ?["'])?e["']/ nocase
    $system = /["'](s["'] ?\. ?["']y(["'] ?\. ?["'])?s(["'] ?\. ?["'])?t(["'] ?\. ?["'])?e(["'] ?\. ?["'])?m|sy["'] ?\. ?["']s(["'] ?\. ?["'])?t(["'] ?\. ?["'])?e(["'] ?\. ?["'])?m|sys["'] ?\. ?["']t(["'] ?\. ?["'])?e(["'] ?\. ?["'])?m|syst["'] ?\. ?["']e(["'] ?\. ?["'])?m)["']/ nocase
    $create = /["'](c(["'] ?\. ?["'])?r(["'] ?\. ?["'])?e(["'] ?\. ?["'])?a(["'] ?\. ?["'])?t["'] ?\. ?["']e|crea["'] ?\. ?["']te|cr["'] ?\. ?["']eate|create["'] ?\. ?["'])_?(["'] ?\. ?["'])?_?(f(["'] ?\. ?["'])?u(["'] ?\. ?["'])?n|["'] ?\. ?["']fun)/ nocase
    $request = /\$\{?\s*\(?["'](_(["'] ?\. ?["'])?P["'] ?\. ?["']O(["'] ?\. ?["'])?S(["'] ?\. ?["'])?T|_["'] ?\. ?["']P(["'] ?\. ?["'])?O(["'] ?\. ?["'])?S(["'] ?\. ?["'])?T|_(["'] ?\. ?["'])?PO["'] ?\. ?["']S?(["'] ?\. ?["'])?T|_(["'] ?\. ?["'])?G["'] ?\. ?["']E(["'] ?\. ?["'])?T|_["'] ?\. ?["']GET|_(["'] ?\. ?["'])?R(["'] ?\. ?["'])?E["'] ?\. ?["']QUEST)["']/ nocase
    $hex = /["'](\\x61\\x73\\x73\\x65\\x72\\x74|\\x65\\x76\\x61\\x6c|\\x62\\x61\\x73\\x65\\x36\\x34|\\x63\\x72\\x65\\x61\\x74\\x65\\x5f|\\x70\\x72\\x65\\x67\\x5f|\\x67\\x7a\\x69\\x6e\\x66|\\x73\\x79\\x73\\x74\\x65\\x6d|\\x5f\\x50\\x4f\\x53\\x54|\\x5f\\x47\\x45\\x54)/ nocase
    $octal = /["'](\\141\\163\\163\\145\\162\\164|\\145\\166\\141\\154|\\142\\141\\163\\145\\66\\64|\\163\\171\\163\\164\\145\\155|\\137\\120\\117\\123\\124)/
    $eval = /["'({ ;@](e["'] ?\. ?["']val|ev["'] ?\. ?["']al|eva["'] ?\. ?["']l|ev["'] ?\. ?["']a["'] ?\. ?["']l)\b/ nocase
    $gzinflate = /(gz["'] ?\. ?["']in|gzi["'] ?\. ?["']n|gzin["'] ?\. ?["']f|gzinf["'] ?\. ?["']l|gzinfl["'] ?\. ?["']a)/ nocase
    $reversed = /["'](tressa|edoced_46esab|noitcnuf_etaerc|ecalper_gerp|etalfnizg|metsys|cexe_llehs|urhtssap)["']/
    $rotated = /["'](nffreg|onfr64_qrpbqr|flfgrz|cert_ercynpr|tmvasyngr|riny)["']/
    // The rules of a web firewall quote such calls in their comments, and are nothing but rules.
    $firewall = "\nSecRule " private
  condition:
    php_text and #firewall < 10
    and any of ($assert, $base64*, $system, $create, $request, $hex, $octal, $eval, $gzinflate, $reversed, $rotated)
}

rule name_by_replacement {
  meta:
    author = "Assay"
    description = "A small file recovers a name by taking junk out of a constant, then calls it"
    reference = "https://attack.mitre.org/techniques/T1140/"
    score = 84
    virus_type = "WebShell"
    family = "php.dynamic-call"
    meaning_en = "A small file recovers the name of a function from a constant text and calls it: a disguise that honest code has no use for."
    meaning_zh = "小文件从常量字符串中还原函数名并调用，正常代码不需要这种伪装。"
  strings:
    $replace = /[^\w>:](str_i?replace|strtr|substr_replace|preg_replace|str_rot13|strrev|array_diff|trim|substr)\s*\(\s*["'\[][^()$;\n]{1,120}\)[^;\n]{0,60};/ nocase
    $junk = /str_i?replace\s*\(\s*["']\w{1,5}["']\s*,\s*["']["']\s*,\s*["'][\w$.=\/+\(\) ]{6,4000}["']\s*\)/ nocase
    $call = /[;{}?\s@]\$\w{1,32}(\s*\[[^\]\n]{1,20}\])?\s*\(\s*(@?\$\w+\s*[\[(,)]|@?\$_|["']["']\s*,\s*@?\$|\(array\)\s*\$_)/ nocase
    $request = /\$_(GET|POST|REQUEST|COOKIE|SERVER)\b|base64_decode|gzinflate|array_map\s*\(\s*\$/ nocase
  condition:
    php_text and filesize < 4KB
    and (($junk and $call) or (#replace >= 1 and $call and $request))
}

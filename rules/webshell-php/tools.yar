// What intruders put beside their shells: tunnels, floods, grabbers, mailers and ways around a server's restrictions.

private rule php_tool {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
  condition:
    filesize < 256KB and $tag and not labels contains " PDF " and not labels contains " ELF"
}

rule tunnel {
  meta:
    author = "Assay"
    description = "A page that opens network connections for a visitor and passes bytes to and fro, as reGeorg does"
    reference = "https://attack.mitre.org/techniques/T1572/"
    score = 86
    virus_type = "Proxytool"
    family = "php.tunnel"
    meaning_en = "The page opens connections into the inner network for a visitor and passes their bytes to and fro."
    meaning_zh = "页面为访问者建立到内网的连接并转发数据，是典型的 HTTP 隧道。"
  strings:
    $open = /\b(fsockopen|pfsockopen|socket_connect|stream_socket_client)\s*\(/ nocase
    $read = /\b(fread|socket_read|socket_recv|stream_get_contents|fgets)\s*\(/ nocase
    $body = /php:\/\/input|HTTP_RAW_POST_DATA/ nocase
    $session = /session_write_close\s*\(/ nocase
    $connect = /["']CONNECT["']/ nocase
    $disconnect = /["'](DISCONNECT|CLOSE)["']/ nocase
    $forward = /["'](FORWARD|WRITE|SEND)["']/ nocase
    $receive = /["'](READ|RECV|RECEIVE)["']/ nocase
    $header = /X[-_](CMD|TARGET|PORT|STATUS|ERROR)\b/ nocase
  condition:
    php_tool and filesize < 32KB and $open and $read and $body
    and (3 of ($connect, $disconnect, $forward, $receive) or ($session and $header and 2 of ($connect, $disconnect, $forward, $receive)))
}

rule flood {
  meta:
    author = "Assay"
    description = "A page that sends packets to a host that a visitor names until a time is over"
    reference = "https://attack.mitre.org/techniques/T1498/001/"
    score = 84
    virus_type = "DDoS"
    family = "php.flood"
    meaning_en = "The page floods a machine that a visitor names."
    meaning_zh = "页面可按访问者指定的目标发起洪水攻击。"
  strings:
    $udp = /fsockopen\s*\(\s*["'](udp|tcp):\/\/|SOCK_DGRAM/ nocase
    $port = /\brand\s*\(\s*1\s*,\s*65\d{3}\s*\)/ nocase
    $until = /while\s*\(\s*(time|microtime)\s*\(|if\s*\(\s*time\s*\(\s*\)\s*>|while\s*\(\s*(1|true)\s*\)|set_time_limit/ nocase
    $fill = /str_repeat\s*\(|65[05]\d\d\b|for\s*\([^)]{0,40}65\d{3}/ nocase
    $request = /\$_(GET|POST|REQUEST)\s*\[\s*["'](host|ip|target|time|port|packets?)["']/ nocase
    $word = /\b(flood|ddos|udp attack|packets? sent)\b/ nocase
  condition:
    php_tool and filesize < 64KB and $udp and $request and $until and (($port and $fill) or ($fill and $word) or ($port and $word))
}

rule port_scanner {
  meta:
    author = "Assay"
    description = "A small page that tries the ports of a host that a visitor names"
    reference = "https://attack.mitre.org/techniques/T1046/"
    score = 66
    virus_type = "Scanner"
    family = "php.port-scan"
    meaning_en = "The page tries the ports of a machine that a visitor names."
    meaning_zh = "页面可对访问者指定的主机进行端口扫描。"
  strings:
    $open = /@?fsockopen\s*\(\s*\$\w+\s*,\s*\$\w+/ nocase
    $loop = /for(each)?\s*\([^)]{0,80}\$(port|p|i)\b/ nocase
    $request = /\$_(GET|POST|REQUEST)\s*\[\s*["'](host|ip|target|ports?|scan\w*|remote\w*)["']/ nocase
    $result = /\b(is )?open(ed)?\b|closed|开放|关闭/ nocase
  condition:
    php_tool and filesize < 16KB and all of them
}

rule server_settings_planted {
  meta:
    author = "Assay"
    description = "A page writes an .htaccess or php.ini that lets other files run as programs or lifts restrictions"
    reference = "https://attack.mitre.org/techniques/T1562/"
    score = 80
    virus_type = "WebShell"
    family = "php.server-settings"
    meaning_en = "The page rewrites the server's settings so that other files run as programs or restrictions fall."
    meaning_zh = "页面改写服务器配置，使其他文件可被执行或解除限制。"
  strings:
    $file = /(fopen|file_put_contents)\s*\([^;\n]{0,60}(\.htaccess|php\.ini|\.user\.ini)["']/ nocase
    $handler = /AddHandler\s+(cgi-script|application\/x-httpd-php|server-parsed)|SetHandler\s+(cgi-script|application\/x-httpd-php)|AddType\s+application\/x-httpd-(php|cgi)\w*\s+\.?(jpe?g|png|gif|txt|\w{2,12}sh|alfa|izo|sa)|Options\s+[^"'\n]{0,40}(\+?ExecCGI|FollowSymLinks\s+MultiViews)/ nocase
    $lift = /safe_mode\s*=\s*off|disable_functions\s*=\s*(none|["'\\\n])|SecFilterEngine\s+Off|auto_prepend_file\s*=/ nocase
  condition:
    php_tool and $file and ($handler or $lift)
}

rule settings_of_all_sites {
  meta:
    author = "Assay"
    description = "A page collects the settings, with their passwords, of the sites of all users of a server"
    reference = "https://attack.mitre.org/techniques/T1552/001/"
    score = 82
    virus_type = "WebShell"
    family = "php.config-grabber"
    meaning_en = "The page collects the configuration files, with their passwords, of every site on the server."
    meaning_zh = "页面批量读取服务器上所有网站的配置文件及其中的口令。"
  strings:
    $users = /\/etc\/(passwd|named\.conf|valiases)|\/var\/(named|mail)\b|\/etc\/trueuserdomains/
    $c1 = "wp-config.php"
    $c2 = "configuration.php"
    $c3 = /config\/settings\.inc|inc(ludes)?\/config\.php|conf_global\.php|Settings\.php|whmcs|submitticket/
    $c4 = /config\.(php|inc\.php)|mk_conf\.php|db_connect|connect\.php/
    $link = /\bsymlink\s*\(|ln\s+-s\s|Options\s+Indexes\s+FollowSymLinks/ nocase
    $home = /\/home\d?\/|public_html/
  condition:
    php_tool and $users and $home and $link and 2 of ($c*)
}

rule administrator_made {
  meta:
    author = "Assay"
    description = "A small file makes an administrator of a content management system, with a password of its own"
    reference = "https://attack.mitre.org/techniques/T1136/"
    score = 78
    virus_type = "Backdoor"
    family = "php.admin-maker"
    meaning_en = "The file makes a new administrator with a password that is written in it."
    meaning_zh = "该文件会以内置口令创建新的管理员账号。"
  strings:
    $load = /wp-(load|blog-header|config)\.php|JFactory|includes\/bootstrap\.inc|add_action\s*\(\s*["'](init|wp_head|wp_footer|plugins_loaded)/ nocase
    $make = /\b(wp_create_user|wp_insert_user)\s*\(\s*(["']\w{2,30}["']\s*,\s*["']|\$\w+\s*,\s*\$\w+|array\s*\()|INSERT\s+INTO\s+[`"'.$\w{}]{0,40}(users|jos_users)/ nocase
    $role = /set_role\s*\(\s*["']administrator|["']role["']\s*=>\s*["']administrator|wp_capabilities|add_role/ nocase
    $password = /\$?(user_?)?(pass|pwd|password)\w{0,8}["']?\s*=>?\s*["'][^"'\n]{4,60}["']|wp_create_user\s*\(\s*["']\w{2,30}["']\s*,\s*["'][^"'\n]{3,60}["']/ nocase
    $remove = /unlink\s*\(\s*(__FILE__|\$_SERVER\s*\[\s*["'](SCRIPT_FILENAME|PHP_SELF))/
    $hide = /pre_user_query|views_users|username_exists\s*\(\s*["']/
    $license = /GNU General Public|@package\s|@since\s/ nocase private
  condition:
    php_tool and filesize < 12KB and $load and $make and $role and ($password or $remove) and ($remove or $hide or filesize < 3KB) and not $license
}

rule sends_mail_for_anybody {
  meta:
    author = "Assay"
    description = "A page mails a text, a sender and a list of recipients that a visitor gives"
    reference = "https://attack.mitre.org/techniques/T1566/"
    score = 66
    virus_type = "RiskWare"
    family = "php.mailer"
    meaning_en = "The page sends any mail, from any sender, to a list of recipients that a visitor gives: a tool of spammers."
    meaning_zh = "页面可以任意发件人向访问者给出的收件人列表群发邮件，常用于垃圾邮件。"
  strings:
    $split = /(explode|split|preg_split)\s*\([^;\n]{1,20},\s*(trim\s*\(\s*)?\$(_(POST|REQUEST)\s*\[\s*["'])?(emaillist|emails?|to|mails?|list|allemails|mailto|address\w*|lista)\b/ nocase
    $send = /@?\bmail\s*\(\s*(trim\s*\(\s*)?\$\w+/ nocase
    $loop = /for(each)?\s*\(/ nocase
    $from = /From:\s*["']?\s*\.?\s*["']?\$?[^\n]{0,40}\$/ nocase
    $fields = /name\s*=\s*\\?["'](from|realname|replyto|emaillist|subject|message|nome|assunto|de)\\?["']/ nocase
    $posted = /\$_(POST|REQUEST)\s*\[\s*["'](from|realname|replyto|subject|message|emaillist|emails|name)["']/ nocase
    $flush = /\bflush\s*\(\s*\)|sleep\s*\(/ nocase
    $checked = /nonce|csrf|session_start|is_admin|require|include|captcha/ nocase private
  condition:
    php_tool and filesize < 48KB and $split and $send and $loop and $from and (#fields > 2 or #posted > 2) and ($flush or #posted > 3) and not $checked
}

rule defaces_sites {
  meta:
    author = "Assay"
    description = "Code that writes its author's boast over the pages of many sites"
    reference = "https://attack.mitre.org/techniques/T1491/"
    score = 80
    virus_type = "WebShell"
    family = "php.deface"
    meaning_en = "The code writes its author's boast over the pages of other sites."
    meaning_zh = "代码批量篡改其他网站的首页。"
  strings:
    $boast = /\b(hacked|owned|pwned|defaced|h4cked) by\b|mass deface/ nocase
    $write = /\b(file_put_contents|fwrite|fputs|copy)\s*\(\s*@?["'$]/ nocase
    $page = /index\.(html?|php)|default\.html?/ nocase
    $walk = /(glob|scandir|opendir|readdir|RecursiveDirectoryIterator|dir)\s*\(\s*["'$]/ nocase
    $home = /\/home\d?\b|public_html|\/var\/www|DOCUMENT_ROOT|\$_(POST|GET|REQUEST)/
  condition:
    php_tool and all of them
}

rule other_page_for_search_engines {
  meta:
    author = "Assay"
    description = "A small file shows another machine's page to search engines or to visitors who come from them"
    reference = "https://attack.mitre.org/techniques/T1608/006/"
    score = 66
    virus_type = "MalScript"
    family = "php.cloak"
    meaning_en = "Search engines, or those who come from them, are shown a page that is taken from another machine."
    meaning_zh = "仅对搜索引擎或来自搜索引擎的访问者展示从其他主机获取的页面。"
  strings:
    $agent = /HTTP_(USER_AGENT|REFERER)/
    $bots = /(google|bing|yahoo|baidu|yandex|slurp|spider|sogou)[^;\n]{0,60}(google|bing|yahoo|baidu|yandex|slurp|msn|spider|sogou|crawl)/ nocase
    $match = /\b(preg_match|eregi?|stristr|strpos|stripos)\s*\(/ nocase
    $fetch = /echo\s+@?(file_get_contents|curl_exec|\w{2,24})\s*\(\s*["'$]|\b(file_get_contents|curl_init)\s*\(\s*["']https?:\/\// nocase
    $host = /["']?\s*\.\s*@?(urlencode\s*\(\s*)?\$_SERVER\s*\[\s*["'](HTTP_HOST|SERVER_NAME|REQUEST_URI|SCRIPT_NAME)/
    $stop = /\b(exit|die)\b/
    $documented = /@package\s|@license\s|^\s*namespace\s/ nocase private
  condition:
    php_tool and filesize < 16KB and all of ($agent, $bots, $match, $fetch, $host, $stop) and not $documented
}

rule around_restrictions {
  meta:
    author = "Assay"
    description = "Libraries or functions of C are called to run commands that the server's settings forbid"
    reference = "https://attack.mitre.org/techniques/T1574/006/"
    score = 84
    virus_type = "WebShell"
    family = "php.around-restrictions"
    meaning_en = "The page goes around the server's restrictions to run commands of the system."
    meaning_zh = "页面绕过服务器限制以执行系统命令。"
  strings:
    $preload = /putenv\s*\(\s*["']LD_PRELOAD=/ nocase
    $mail = /\b(mail|error_log|mb_send_mail|imap_mail|libvirt_connect|new\s+Imagick)\s*\(/ nocase
    $ffi = /FFI::(cdef|load|scope)\s*\([^;]{0,200}\b(system|popen|exec[lv]p?e?)\s*\(/
    $shock = /\(\s*\)\s*\{\s*:?;?\s*\}\s*;[^\n]{0,80}(putenv|mail\s*\(|sendmail)/ nocase
    $imap = /imap_open\s*\(\s*["'{][^;\n]{0,200}ProxyCommand/ nocase
    $request = /\$_(GET|POST|REQUEST|COOKIE|SERVER)\b|php:\/\/input/
  condition:
    php_tool and filesize < 128KB and (($preload and $mail) or ($ffi and $request) or $shock or $imap)
}

rule handler_runs_code {
  meta:
    author = "Assay"
    description = "assert or another function that runs code is made the handler of errors, or a class calls what it was unpacked with"
    reference = "https://www.php.net/manual/en/function.set-error-handler.php"
    score = 80
    virus_type = "WebShell"
    family = "php.dynamic-call"
    meaning_en = "A function that runs code is hidden as a handler, or in an object that is unpacked from a request."
    meaning_zh = "把可执行代码的函数隐藏为处理函数，或藏于由请求还原的对象中。"
  strings:
    $handler = /\b(set_error_handler|set_exception_handler|header_register_callback|spl_autoload_register|assert_options\s*\(\s*ASSERT_CALLBACK\s*,|readline_completion_function)\s*\(?\s*["'](assert|system|exec|passthru|shell_exec|popen|eval|create_function|call_user_func)["']/ nocase
    $magic = /function\s+__(wakeup|destruct|toString|invoke|get|set)\s*\([^)\n]{0,60}\)\s*\{\s*(return\s+)?@?(call_user_func(_array)?\s*\(\s*\$this->\w+\s*,\s*\$this->|assert\s*\(\s*["']?\$this->|\$this->\w+\s*\(\s*\$this->|\(\s*\$this->\w+\s*\)\s*\(\s*\$this->)/ nocase
    $request = /\$_(GET|POST|REQUEST|COOKIE)\b|php:\/\/input/
  condition:
    php_tool and filesize < 8KB and ($handler or ($magic and $request))
}

rule code_in_a_picture {
  meta:
    author = "Assay"
    description = "PHP that begins as a picture or includes one"
    reference = "https://attack.mitre.org/techniques/T1036/008/"
    score = 74
    virus_type = "WebShell"
    family = "php.picture"
    meaning_en = "Code is hidden in a picture, or a picture is run as code."
    meaning_zh = "代码隐藏在图片中，或把图片当作代码执行。"
  strings:
    $include = /[;{}>\s]@?(include|require)(_once)?\s*\(?\s*["'][^"'\n;]{1,160}\.(ico|png|jpe?g|gif|bmp|webp|ttf|woff2?)["']/ nocase
    $runs = /\b(eval|assert|system|shell_exec|passthru|base64_decode|gzinflate|move_uploaded_file|file_put_contents|create_function)\s*\(|\$_(GET|POST|REQUEST|COOKIE)\s*\[/ nocase
    $php = /<\?(php\s|=)/ nocase
  condition:
    php_tool and ($include or (
      ($php in (0..4096)) and $runs
      and (uint32be(0) == 0x47494638 or uint32be(0) == 0x89504e47 or uint32be(0) == 0xffd8ffe0 or uint32be(0) == 0xffd8ffe1)
    ))
}

rule database_as_a_weapon {
  meta:
    author = "Assay"
    description = "A page lets a database write programs or system files, or load functions of its own"
    reference = "https://attack.mitre.org/techniques/T1505/001/"
    score = 84
    virus_type = "WebShell"
    family = "php.database-attack"
    meaning_en = "The page makes a database write a program or a system file, to get the rights of the server."
    meaning_zh = "页面借助数据库写入程序或系统文件以提升权限。"
  strings:
    $dump = /into\s+(dumpfile|outfile)/ nocase
    $place = /lib\/plugin|\\+lib\\+plugin|wbem\/+mof|wbem\\+mof|plugin_dir|\/etc\/cron|startup/ nocase
    $function = /create\s+function\s+\w+\s+returns\s+(string|integer)\s+soname/ nocase
    $script = /ActiveScriptEventConsumer|sys_eval|sys_exec|backshell|cmdshell|lib_mysqludf/ nocase
    $query = /\b(mysql|mysqli)_(query|connect)\s*\(|new\s+(PDO|mysqli)\s*\(/ nocase
    $rule_text = /SecRule |preg_match\s*\(\s*["'][^"'\n]{0,200}into\s*\\s/ nocase private
  condition:
    php_tool and $query and (($dump and ($place or $script)) or ($function and $script)) and not $rule_text
}

rule database_dumper {
  meta:
    author = "Assay"
    description = "A small page with a database's password in it hands a table's contents to whoever asks, quietly and without end"
    reference = "https://attack.mitre.org/techniques/T1005/"
    score = 40
    virus_type = "WebShell"
    family = "php.dumper"
    meaning_en = "A small page of its own hands a database's tables to whoever asks."
    meaning_zh = "独立的小页面把数据库表内容直接交给访问者。"
  strings:
    $connect = /\bmysqli?_connect\s*\(|new\s+(PDO|mysqli)\s*\(/ nocase
    $all = /select\s+[^;"']{0,60}["'.\s$\w{}`]{0,40}\s+from\s+[^;\n]{0,60}\$\w*(table|tb|tab|t)\w*/ nocase
    $limit = /limit\s+["'.\s]{0,4}\$\w+/ nocase
    $request = /\$_(GET|POST|REQUEST)\s*\[/
    $clean = /ob_(clean|end_clean)\s*\(/ nocase
    $part = /\b(include|require)(_once)?\b|session_start|namespace\s/ nocase private
  condition:
    php_tool and filesize < 12KB and $connect and $all and $request and ($limit or $clean) and not $part
}

rule accounts_of_the_web_server {
  meta:
    author = "Assay"
    description = "A page reads the user names and passwords of a server's sites out of its settings"
    reference = "https://attack.mitre.org/techniques/T1552/"
    score = 80
    virus_type = "WebShell"
    family = "php.iis-accounts"
    meaning_en = "The page reads the accounts and passwords of all sites out of the web server's settings."
    meaning_zh = "页面从 Web 服务器配置中读取所有站点的账号与口令。"
  strings:
    $iis = /IIS:\/\/localhost\/w3svc/ nocase
    $password = /AnonymousUserPass|WAMUserPass/ nocase
  condition:
    filesize < 256KB and all of them and not labels contains " PE32" and not labels contains " PDF "
}

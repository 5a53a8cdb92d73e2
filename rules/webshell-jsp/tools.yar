// Java server pages of intruders that take no command in plain sight: loaders, tunnels, dumpers, expressions.

private rule java_page {
  strings:
    $tag = "<%"
    $jspx = /<jsp:(root|scriptlet|declaration|directive)/
    $java = /\b(request|response|session|application|pageContext|java\.|javax\.|jakarta\.|new \w+|String|Class\s*<|ClassLoader)\b/
    $php = "<?php" nocase
    $aspx = /<%@\s*(Page|WebHandler|WebService|Control)\s[^%]{0,60}Language\s*=\s*["']?(C#|CS|VB|JScript)|<%\s*Set\s|Server\.CreateObject|runat\s*=\s*["']?server/ nocase
  condition:
    filesize < 256KB and ($jspx or ($tag and $java)) and not $aspx and not $php
    and not labels contains " PDF " and not labels contains " ELF"
}

rule expression_runs_program {
  meta:
    author = "Assay"
    description = "An expression of a page calls methods by reflection on what a parameter says"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 88
    virus_type = "WebShell"
    family = "jsp.code-from-request"
    meaning_en = "An expression of the page runs what a visitor sends."
    meaning_zh = "页面表达式执行访问者提交的内容。"
  strings:
    $reflects = /[$#]\{[^}\n]{0,200}(getRuntime|\.forName\s*\(|getClass\(\)|getEngineByName|ProcessBuilder|\.class\.)[^}\n]{0,300}\b(param|header|cookie|paramValues)\s*[.\[]/
    $first = /[$#]\{[^}\n]{0,60}\b(param|header|cookie)\s*[.\[][^}\n]{0,120}(getRuntime|\.forName\s*\(|getEngineByName|\.eval\s*\()/
  condition:
    filesize < 64KB and any of them and not labels contains " PDF " and not labels contains " Java "
}

rule class_from_parameter {
  meta:
    author = "Assay"
    description = "A class is loaded out of a text of the request, or a hidden class of the system starts a program"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 86
    virus_type = "WebShell"
    family = "jsp.class-from-request"
    meaning_en = "The page loads a class from what a visitor sends, or reaches the system's hidden classes to start programs."
    meaning_zh = "页面从访问者提交的内容加载类，或通过系统内部类启动程序。"
  strings:
    $bcel = /bcel\.internal\.util\.ClassLoader|\$\$BCEL\$\$/
    $load = /\.loadClass\s*\(/
    $hidden = /["']java\.lang\.(ProcessImpl|UNIXProcess|Runtime|ProcessBuilder)["']/
    $reflect = /\.invoke\s*\(|getDeclaredConstructors?\s*\(/
    $request = /request\s*\.\s*get(Parameter|Header|QueryString|InputStream|Reader|Cookies)\s*\(/
  condition:
    java_page and filesize < 64KB and $request and (($bcel and $load) or ($hidden and $reflect))
}

rule stays_in_memory {
  meta:
    author = "Assay"
    description = "A page adds a filter, servlet, valve, listener or endpoint to the running server by reflection"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 86
    virus_type = "WebShell"
    family = "jsp.memory"
    meaning_en = "The page plants a part of its own in the running server, where no file shows it."
    meaning_zh = "页面向运行中的服务器注入组件（内存马），磁盘上不留文件。"
  strings:
    $server = /org\.apache\.catalina\.(core|connector|valves|loader|mapper)|StandardContext|ApplicationContextFacade|WebappClassLoaderBase|weblogic\.servlet\.internal|io\.undertow|com\.caucho\.server|ServerContainer/
    $add = /\b(addFilterDef|addFilterMapBefore|addFilterMap|filterConfigs|addServletMappingDecoded|addServletMapping|addChild|getPipeline\s*\(\s*\)\s*\.addValve|addApplicationEventListener|setApplicationEventListeners|addEndpoint|registerFilter|addMapping)\b/
    $reflect = /getDeclaredField\s*\(|setAccessible\s*\(\s*true|getDeclaredConstructor\s*\(/
    $acts = /\.exec\s*\(|ProcessBuilder|defineClass|ClassLoader|AsynchronousSocketChannel|new\s+Socket\s*\(|SocketChannel/
    $endpoint = /ServerEndpointConfig\s*\.\s*Builder/
  condition:
    java_page and $server and $add and $acts and ($reflect or $endpoint)
}

rule tunnel {
  meta:
    author = "Assay"
    description = "A page that opens network connections for a visitor and passes bytes to and fro, as reGeorg does"
    reference = "https://attack.mitre.org/techniques/T1572/"
    score = 86
    virus_type = "Proxytool"
    family = "jsp.tunnel"
    meaning_en = "The page opens connections into the inner network for a visitor and passes their bytes to and fro."
    meaning_zh = "页面为访问者建立到内网的连接并转发数据，是典型的 HTTP 隧道。"
  strings:
    $open = /SocketChannel\.open\s*\(|new\s+(java\.net\.)?Socket\s*\(|AsynchronousSocketChannel/
    $read = /\.read\s*\(/
    $connect = /["']CONNECT["']/ nocase
    $disconnect = /["'](DISCONNECT|CLOSE)["']/ nocase
    $forward = /["'](FORWARD|WRITE|SEND)["']/ nocase
    $receive = /["'](READ|RECV)["']/ nocase
    $header = /get(Header|Parameter)\s*\(\s*["']/
  condition:
    java_page and filesize < 64KB and $open and $read and $header and 3 of ($connect, $disconnect, $forward, $receive)
}

rule object_from_request {
  meta:
    author = "Assay"
    description = "Objects are read out of the request's own bytes by a page"
    reference = "https://attack.mitre.org/techniques/T1190/"
    score = 64
    virus_type = "WebShell"
    family = "flow.objects"
    meaning_en = "The page turns what a visitor sends into objects, which can run code."
    meaning_zh = "页面把访问者提交的内容反序列化为对象，可导致代码执行。"
  strings:
    $direct = /new\s+(java\.io\.)?ObjectInputStream\s*\(\s*request\s*\.\s*getInputStream|new\s+(java\.beans\.)?XMLDecoder\s*\([^;]{0,120}request\s*\.\s*get/
  condition:
    java_page and filesize < 32KB and $direct
}

rule database_dumper {
  meta:
    author = "Assay"
    description = "A page with a database's address and password in it writes all tables into files or to whoever asks"
    reference = "https://attack.mitre.org/techniques/T1005/"
    score = 66
    virus_type = "WebShell"
    family = "jsp.dumper"
    meaning_en = "The page copies a database's tables into files, or to whoever asks: a tool of data thieves."
    meaning_zh = "页面把数据库表导出到文件或直接交给访问者，是拖库工具。"
  strings:
    $connect = /DriverManager\s*\.\s*getConnection\s*\(/
    $address = /["']jdbc:\w+:[^"'\n]{4,120}["']|request\s*\.\s*getParameter\s*\(\s*["'](url|driver|jdbc\w*|db\w*)["']\s*\)/
    $tables = /\.getTables\s*\(\s*null|SHOW\s+CREATE\s+TABLE|user_tab_comments|DBA_TABLES|user_tables|information_schema|show\s+tables/ nocase
    $insert = /["']\s*INSERT\s+INTO\s+["'`]/ nocase
    $all = /select\s+\*\s+from\s+["']\s*\+|["']\s*limit\s+["']\s*\+/ nocase
    $write = /new\s+(java\.io\.)?(FileOutputStream|FileWriter|PrintWriter|OutputStreamWriter)\s*\(/
    $columns = /getMetaData\s*\(\s*\)[\x00-\xff]{0,400}getColumn(Count|Name|Label)|split\s*\(\s*["'],["']\s*\)/
    $title = /Dumping data|dump(ing)?\s+table|wget\s/ nocase
    $site = /<%@\s*include\s|<jsp:include|taglib\s+(uri|prefix)/ nocase private
  condition:
    java_page and filesize < 48KB and not $site and $connect and $address
    and (($tables and ($insert or $all) and ($write or $title)) or ($title and $all) or ($tables and $insert and $columns))
}

//! Python's functions that matter, by their full names.

use super::Taint;

/// What calling a function gives, whatever it is given; `None` when that depends on its arguments.
pub(super) fn gives(name: &str) -> Option<Taint> {
    let last = name.rsplit('.').next().unwrap_or(name);
    Some(match name {
        "os.environ.copy" | "os.environ.items" | "os.environ.values" => Taint::ENV,
        "socket.gethostname"
        | "socket.getfqdn"
        | "socket.gethostbyname"
        | "getpass.getuser"
        | "os.getlogin"
        | "os.uname"
        | "uuid.getnode"
        | "platform.node"
        | "platform.uname"
        | "platform.platform"
        | "psutil.net_if_addrs"
        | "psutil.process_iter"
        | "os.getuid" => Taint::HOST,
        "pyperclip.paste"
        | "pyautogui.screenshot"
        | "mss.mss"
        | "mss.tools.to_png"
        | "pyscreenshot.grab"
        | "PIL.ImageGrab.grab"
        | "ImageGrab.grab"
        | "win32clipboard.GetClipboardData"
        | "tkinter.clipboard_get" => Taint::INPUT,
        "os.walk" | "glob.glob" | "glob.iglob" | "os.listdir" | "os.scandir" => Taint::FILES,
        _ if matches!(last, "rglob" | "iterdir") || last == "glob" && name.contains("Path") => Taint::FILES,
        _ if matches!(last, "recv" | "recvfrom" | "recv_into") => Taint::REMOTE,
        "sys.stdin.read" | "sys.stdin.readline" | "input" => Taint::ARGUMENT,
        _ if matches!(last, "parse_args" | "parse_known_args") => Taint::ARGUMENT,
        _ if is_request(name) => Taint::REMOTE,
        _ => return None,
    })
}

/// Whether a function asks the network and gives its answer.
pub(super) fn is_request(name: &str) -> bool {
    let (module, last) = name.rsplit_once('.').unwrap_or(("", name));
    matches!(
        name,
        "urllib.request.urlopen"
            | "urlopen"
            | "urllib2.urlopen"
            | "urllib.urlopen"
            | "urllib.request.urlretrieve"
            | "wget.download"
    ) || (matches!(last, "get" | "post" | "put" | "patch" | "request" | "delete" | "head" | "stream")
        && is_http(module))
}

/// Whether a name is a module or an object that speaks HTTP.
fn is_http(module: &str) -> bool {
    let root = module.split('.').next().unwrap_or(module);
    let last = module.rsplit('.').next().unwrap_or(module).to_ascii_lowercase();
    matches!(root, "requests" | "httpx" | "aiohttp" | "urllib3" | "niquests" | "curl_cffi")
        || last.ends_with("httpconnection")
        || last.ends_with("httpsconnection")
        || matches!(
            last.as_str(),
            "session"
                | "conn"
                | "connection"
                | "http"
                | "client"
                | "http_client"
                | "sess"
                | "_session"
                | "_client"
                | "requests"
        )
}

/// Whether a function sends what it is given to the network.
pub(super) fn is_send(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    is_request(name)
        || matches!(
            last,
            "sendall"
                | "sendto"
                | "sendmail"
                | "send_message"
                | "storbinary"
                | "put_object"
                | "upload_file"
                | "upload_fileobj"
                | "send_bytes"
        )
        || matches!(
            name,
            "logging.handlers.HTTPHandler"
                | "urllib.request.Request"
                | "socket.socket.send"
                | "s.send"
                | "sock.send"
                | "ws.send"
                | "socket.send"
                | "conn.send"
                | "client.send"
                | "websocket.send"
        )
}

/// Whether a function decodes.
pub(super) fn is_decoder(name: &str) -> bool {
    matches!(
        name,
        "base64.b64decode"
            | "base64.b32decode"
            | "base64.b85decode"
            | "base64.a85decode"
            | "base64.urlsafe_b64decode"
            | "base64.decodebytes"
            | "base64.standard_b64decode"
            | "base64.b16decode"
            | "codecs.decode"
            | "bytes.fromhex"
            | "bytearray.fromhex"
            | "binascii.unhexlify"
            | "binascii.a2b_base64"
            | "zlib.decompress"
            | "gzip.decompress"
            | "bz2.decompress"
            | "lzma.decompress"
            | "marshal.loads"
            | "Fernet.decrypt"
    )
}

/// Whether a module, as it is imported, talks to the network.
pub(super) fn is_network(module: &str) -> bool {
    let root = module.split('.').next().unwrap_or(module);
    matches!(
        root,
        "requests"
            | "httpx"
            | "aiohttp"
            | "urllib"
            | "urllib3"
            | "socket"
            | "smtplib"
            | "ftplib"
            | "paramiko"
            | "http"
            | "websocket"
            | "websockets"
    ) && module != "urllib.parse"
        || module == "logging.handlers"
}

/// Whether a function executes Python.
pub(super) fn is_exec(name: &str) -> bool {
    matches!(
        name,
        "exec"
            | "eval"
            | "builtins.exec"
            | "builtins.eval"
            | "__builtins__.exec"
            | "__builtins__.eval"
            | "execfile"
            | "runpy.run_path"
            | "types.FunctionType"
            | "pickle.loads"
            | "marshal.loads"
            | "cloudpickle.loads"
            | "dill.loads"
    )
}

/// Whether a function executes a command.
pub(super) fn is_command(name: &str) -> bool {
    matches!(
        name,
        "os.system"
            | "os.popen"
            | "subprocess.run"
            | "subprocess.call"
            | "subprocess.Popen"
            | "subprocess.check_call"
            | "subprocess.check_output"
            | "subprocess.getoutput"
            | "subprocess.getstatusoutput"
            | "asyncio.create_subprocess_shell"
            | "asyncio.create_subprocess_exec"
            | "os.execv"
            | "os.execvp"
            | "os.execl"
            | "os.execlp"
            | "os.spawnl"
            | "os.spawnv"
            | "os.startfile"
            | "commands.getoutput"
            | "pty.spawn"
            | "pexpect.spawn"
    )
}

/// Whether a function makes what speaks to the network.
fn is_connection(name: &str) -> bool {
    matches!(
        name.rsplit('.').next().unwrap_or(name),
        "HTTPConnection"
            | "HTTPSConnection"
            | "ClientSession"
            | "PoolManager"
            | "SMTP"
            | "SMTP_SSL"
            | "FTP"
            | "FTP_TLS"
    ) || matches!(
        name,
        "requests.Session" | "requests.session" | "httpx.Client" | "httpx.AsyncClient" | "socket.socket"
    )
}

/// Whether a name may be given another without being lost.
pub(super) fn is_notable(name: &str) -> bool {
    name == "os.environ"
        || is_connection(name)
        || is_exec(name)
        || is_command(name)
        || is_decoder(name)
        || is_send(name)
        || is_hook(name)
        || matches!(name, "__import__" | "os" | "subprocess" | "builtins" | "requests" | "socket" | "base64")
}

/// Whether a function listens to the keyboard.
pub(super) fn is_hook(name: &str) -> bool {
    matches!(
        name,
        "pynput.keyboard.Listener"
            | "keyboard.Listener"
            | "keyboard.on_press"
            | "keyboard.hook"
            | "keyboard.on_release"
            | "pyHook.HookManager"
    )
}

//! Whom a host belongs to.

/// What is known of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// This machine, or a private network.
    Local,
    /// A name or number reserved for documents (RFC 2606, RFC 6761, RFC 5737), or one to be filled in.
    Sample,
    /// A project or company that everybody knows.
    Known,
    /// Nothing is known.
    Plain,
    /// Collects or hands out data for anybody, or tunnels.
    Drop,
    /// A bare number address in a public network.
    Ip,
}

/// Hosts whose installers and interfaces everybody uses; with them their subdomains.
const KNOWN: &[&str] = &[
    "astral.sh",
    "rustup.rs",
    "docker.com",
    "nodesource.com",
    "bun.sh",
    "bun.com",
    "deno.land",
    "deno.com",
    "python-poetry.org",
    "pytorch.org",
    "ollama.com",
    "ollama.ai",
    "fly.io",
    "cloudsmith.io",
    "openclaw.ai",
    "fnm.vercel.app",
    "github.com",
    "brew.sh",
    "get.k3s.io",
    "helm.sh",
    "pnpm.io",
    "volta.sh",
    "sdkman.io",
    "nixos.org",
    "determinate.systems",
    "google.com",
    "googleapis.com",
    "gstatic.com",
    "microsoft.com",
    "aka.ms",
    "azure.com",
    "amazonaws.com",
    "aws.amazon.com",
    "apple.com",
    "openai.com",
    "anthropic.com",
    "claude.ai",
    "claude.com",
    "huggingface.co",
    "pypi.org",
    "pythonhosted.org",
    "npmjs.org",
    "npmjs.com",
    "crates.io",
    "golang.org",
    "go.dev",
    "hashicorp.com",
    "terraform.io",
    "cloudflare.com",
    "vercel.com",
    "netlify.com",
    "supabase.com",
    "stripe.com",
    "slack.com",
    "notion.com",
    "atlassian.com",
    "atlassian.net",
    "gitlab.com",
    "bitbucket.org",
    "debian.org",
    "ubuntu.com",
    "kernel.org",
    "apache.org",
    "mozilla.org",
    "wikipedia.org",
    "arxiv.org",
    "nih.gov",
    "ebi.ac.uk",
    "elastic.co",
    "datadoghq.com",
    "sentry.io",
    "grafana.com",
    "linear.app",
    "figma.com",
    "shopify.com",
    "twilio.com",
    "sendgrid.com",
    "heroku.com",
    "digitalocean.com",
    "render.com",
    "railway.app",
    "railway.com",
    "tailscale.com",
    "jsdelivr.net",
    "unpkg.com",
    "w3.org",
    "mise.run",
    "mise.jdx.dev",
    "starship.rs",
    "anaconda.com",
    "conda.io",
    "pixi.sh",
    "julialang.org",
    "haskell.org",
    "foundry.paradigm.xyz",
    "kubernetes.io",
    "k8s.io",
    "dl.k8s.io",
    "jetbrains.com",
    "nextflow.io",
    "aliyun.com",
    "aliyuncs.com",
    "dashscope.aliyuncs.com",
    "tencent.com",
    "qq.com",
    "feishu.cn",
    "weixin.qq.com",
    "githubusercontent.com",
    "x.ai",
    "mistral.ai",
    "groq.com",
    "perplexity.ai",
    "cursor.com",
    "semgrep.dev",
    "aquasecurity.github.io",
    "trailofbits.com",
    "dotnet.microsoft.com",
    "dot.net",
    "nuget.org",
    "maven.org",
    "gradle.org",
    "rubygems.org",
    "packagist.org",
    "getcomposer.org",
    "temporal.download",
    "esm.sh",
    "skypack.dev",
    "jspm.io",
    "jsr.io",
    "nvidia.com",
    "pagerduty.com",
    "opencollective.com",
    "typicode.com",
    "expo.dev",
];

/// Services where anybody collects, hands out or tunnels data without a name.
const DROPS: &[&str] = &[
    "webhook.site",
    "requestbin",
    "pipedream.net",
    "hookbin.com",
    "beeceptor.com",
    "requestcatcher.com",
    "ngrok.io",
    "ngrok.app",
    "ngrok-free.app",
    "ngrok.dev",
    "trycloudflare.com",
    "loca.lt",
    "serveo.net",
    "localhost.run",
    "pastebin.com",
    "paste.ee",
    "hastebin",
    "rentry.co",
    "rentry.org",
    "ghostbin",
    "dpaste",
    "termbin.com",
    "ix.io",
    "sprunge.us",
    "glot.io",
    "transfer.sh",
    "0x0.st",
    "file.io",
    "gofile.io",
    "anonfiles",
    "catbox.moe",
    "temp.sh",
    "bashupload.com",
    "oshi.at",
    "oast.",
    "interact.sh",
    "interactsh",
    "burpcollaborator",
    "oastify.com",
    "dnslog.cn",
    "ceye.io",
    "canarytokens",
    "discord.com/api/webhooks",
    "discordapp.com/api/webhooks",
    "api.telegram.org",
    ".onion",
    "duckdns.org",
    "no-ip.",
    "ddns.net",
    "bit.ly/",
    "tinyurl.com/",
    "is.gd/",
    "cutt.ly/",
    "t.ly/",
    "shorturl.at",
    "zapto.org",
    "hopto.org",
    "serveblog.net",
    "bore.pub",
    "pinggy.link",
    "pinggy.io",
    "tunnelmole",
    "playit.gg",
    "localtunnel.me",
    "telebit.",
    "zrok.io",
    "packetriot",
    "webhook.cool",
    "typedwebhook.tools",
    "postb.in",
    "ptsv2.com",
    "mockbin",
    "requestrepo.com",
    "tmpfiles.org",
    "uguu.se",
    "litterbox.",
    "pixeldrain",
    "controlc.com",
    "justpaste.it",
    "privatebin",
    "textbin.",
    "paste.rs",
];

/// The host of the first web address in `text`, in lower case, and what is known of it.
pub(crate) fn host(text: &str) -> Option<(&str, Host)> {
    let rest = ["https://", "http://", "ftp://", "wss://", "ws://", "tcp://"]
        .iter()
        .filter_map(|scheme| text.find(scheme).map(|at| (at, at + scheme.len())))
        .min()
        .and_then(|(_, after)| text.get(after..))?;
    let end = rest.find(|c: char| c.is_whitespace() || "\"'`<>)}],|;\\".contains(c)).unwrap_or(rest.len());
    let address = rest.get(..end)?;
    let authority = address.split(['/', '?', '#']).next()?;
    let name = authority.rsplit('@').next()?;
    let name = if name.starts_with('[') { name } else { name.split(':').next()? };
    Some((name, known(name, address)))
}

/// What is known of a host by its name, in lower case.
pub(crate) fn host_of(name: &str) -> Host {
    known(name, name)
}

/// Whether a text, in lower case, asks a cloud's metadata service for more than where the machine is.
pub(crate) fn asks_metadata(text: &str) -> bool {
    let service = text.contains("169.254.169.254") || text.contains("metadata.google.internal");
    let harmless = [
        "project-id",
        "instance/zone",
        "instance/name",
        "instance-id",
        "placement/",
        "local-ipv4",
        "public-ipv4",
    ];
    text.contains("169.254.170.2") || (service && !harmless.iter().any(|part| text.contains(part)))
}

/// Whose repository an address on GitHub is in: the first part of its path.
pub(crate) fn owner(text: &str) -> Option<&str> {
    let after = ["raw.githubusercontent.com/", "github.com/", "gist.githubusercontent.com/"]
        .iter()
        .find_map(|host| text.split_once(host).map(|(_, after)| after))?;
    after.split('/').next().filter(|owner| owner.len() >= 3)
}

fn known(name: &str, address: &str) -> Host {
    let under =
        |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Ok(ip) = name.parse::<std::net::Ipv4Addr>() {
        let local = ip.is_private() || ip.is_loopback() || ip.is_unspecified() || ip.is_link_local();
        return match () {
            () if local => Host::Local,
            () if ip.is_documentation() => Host::Plain,
            () => Host::Ip,
        };
    }
    if name.starts_with('[') {
        return Host::Local;
    }
    if DROPS
        .iter()
        .any(|drop| if drop.contains('/') { address.starts_with(drop) } else { name.contains(drop) })
    {
        return Host::Drop;
    }
    let reserved = ["localhost", "local", "internal"];
    let documents = ["example.com", "example.org", "example.net", "example", "invalid", "test"];
    // What the reader is to fill in.
    let sketched = |label: &str| {
        ["your", "my-", "example", "acme", "mycompany", "placeholder"]
            .iter()
            .any(|start| label.starts_with(start))
    };
    if name.split('.').take(2).any(sketched) || documents.into_iter().any(under) {
        return Host::Sample;
    }
    if reserved.into_iter().any(under) || !name.contains('.') {
        return Host::Local;
    }
    if KNOWN.iter().any(|domain| under(domain)) { Host::Known } else { Host::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart() {
        let kind = |text: &str| host(text).map(|(_, host)| host);
        assert_eq!(kind("curl https://astral.sh/uv/install.sh"), Some(Host::Known));
        assert_eq!(kind("https://astral.sh.evil.io/x"), Some(Host::Plain));
        assert_eq!(kind("http://45.77.12.9:8080/x"), Some(Host::Ip));
        assert_eq!(kind("http://user@127.0.0.1/x"), Some(Host::Local));
        assert_eq!(kind("https://discord.com/api/webhooks/1/x"), Some(Host::Drop));
        assert_eq!(kind("https://abc.oast.fun"), Some(Host::Drop));
        assert_eq!(kind("no address"), None);
    }
}

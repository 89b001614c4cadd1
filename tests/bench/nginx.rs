//! nginx as the limit: one static page over TLS, and uploads taken to a file and thrown away. Runs in a folder of its own on
//! free ports, and stops with its value.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use tests::gateway::free_port;

/// A running nginx.
#[derive(Debug)]
pub(crate) struct Nginx {
    folder: PathBuf,
    /// Its origin.
    pub(crate) origin: String,
    /// Its port.
    pub(crate) port: u16,
    /// The certificate to trust.
    pub(crate) ca: PathBuf,
}

/// Where it takes uploads.
pub(crate) const UPLOAD: &str = "/upload";
/// Where its page is.
pub(crate) const PAGE: &str = "/page.html";

impl Nginx {
    /// Starts it with two workers, serving `page`, with a certificate and key of the caller's.
    pub(crate) fn start(
        folder: &Path,
        certificate: &Path,
        key: &Path,
        page: &[u8],
    ) -> Result<Self> {
        for part in ["www", "bodies"] {
            fs::create_dir_all(folder.join(part))?;
        }
        fs::write(folder.join("www/page.html"), page)?;
        let (port, inner) = (free_port(), free_port());
        let at = folder.display();
        let config = format!(
            "user root; worker_processes 2; pid {at}/pid; error_log {at}/error.log; daemon on; worker_rlimit_nofile 16384;\n\
             events {{ worker_connections 8000; }}\n\
             http {{\n access_log off; default_type text/html; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=16;\n\
             client_body_temp_path {at}/bodies; client_max_body_size 40m; client_body_timeout 300s; client_body_buffer_size 16k;\n\
             ssl_protocols TLSv1.3; ssl_certificate {}; ssl_certificate_key {}; ssl_session_cache off; ssl_session_tickets off;\n\
             server {{ listen 127.0.0.1:{port} ssl http2; root {at}/www;\n\
             location {UPLOAD} {{ client_body_in_file_only clean; proxy_pass http://127.0.0.1:{inner}; proxy_pass_request_body off; proxy_set_header Content-Length 0; }} }}\n\
             server {{ listen 127.0.0.1:{inner}; return 204; }}\n}}\n",
            certificate.display(),
            key.display(),
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, config)?;
        let status = Command::new("nginx")
            .args(["-e"])
            .arg(folder.join("error.log"))
            .arg("-c")
            .arg(&file)
            .status()
            .context("nginx")?;
        ensure!(
            status.success(),
            "nginx did not start: {}",
            fs::read_to_string(folder.join("error.log")).unwrap_or_default()
        );
        Ok(Self {
            folder: folder.to_owned(),
            origin: format!("https://localhost:{port}"),
            port,
            ca: certificate.to_owned(),
        })
    }

    /// Its processes.
    pub(crate) fn pids(&self) -> Vec<u32> {
        let master: u32 = fs::read_to_string(self.folder.join("pid"))
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or_default();
        std::iter::once(master).chain(children(master)).collect()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        drop(
            Command::new("nginx")
                .arg("-e")
                .arg(self.folder.join("error.log"))
                .arg("-c")
                .arg(self.folder.join("nginx.conf"))
                .args(["-s", "quit"])
                .status(),
        );
    }
}

/// The children of a process.
fn children(parent: u32) -> Vec<u32> {
    let text =
        fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    text.split_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect()
}

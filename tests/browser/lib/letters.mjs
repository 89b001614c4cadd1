// Letters as files: the demonstration's folder of .eml files, or a mailbox's Maildir under the test servers.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

// Waits for the newest letter to an address that the words occur in, and gives its text with the encodings undone. `after` is a time
// in milliseconds: only a letter that came later counts.
export async function letter (settings, address, words, { within = 30_000, after = 0 } = {}) {
  const until = Date.now() + within
  while (Date.now() < until) {
    const found = (await all(settings, address, after)).find((text) => text.includes(words))
    if (found) return found
    await pause(100)
  }
  throw new Error(`no letter to ${address} with “${words}” came within ${within / 1000} seconds`)
}

// The one-time code: the only line that is eight capital letters or digits and nothing else.
export function code (text) {
  const line = text.split('\n').map((one) => one.replace(/[\s-]/g, '')).find((one) => /^[0-9A-Z]{8}$/.test(one))
  if (!line) throw new Error(`no code in this letter:\n${text}`)
  return line
}

async function all (settings, address, after) {
  const folders = settings.letters ? [settings.letters] : ['new', 'cur'].map((part) => join(settings.servers.dir, 'dovecot/mail', address.toLowerCase(), part))
  const files = []
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
      const path = join(folder, name)
      const { mtimeMs, isFile } = await stat(path).then((entry) => ({ mtimeMs: entry.mtimeMs, isFile: entry.isFile() }), () => ({ isFile: false }))
      if (isFile && mtimeMs > after) files.push({ path, mtimeMs })
    }
  }
  files.sort((one, other) => other.mtimeMs - one.mtimeMs)
  const texts = await Promise.all(files.map(async ({ path }) => readable(await readFile(path, 'latin1').catch(() => ''))))
  return settings.letters ? texts.filter((text) => text.toLowerCase().includes(`<${address.toLowerCase()}>`) || new RegExp(`^to: .*${address}`, 'im').test(text)) : texts
}

// Part by part: quoted-printable and base64 undone, so that words can be found.
function readable (raw) {
  const parts = raw.replaceAll('\r\n', '\n').split(/\n--[^\n]+\n/)
  return parts.map((part) => {
    const [head, ...body] = part.split('\n\n')
    const text = body.join('\n\n')
    if (/content-transfer-encoding: *base64/i.test(head)) return `${head}\n\n${Buffer.from(text, 'base64').toString('utf8')}`
    if (/content-transfer-encoding: *quoted-printable/i.test(head)) {
      const bytes = text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
      return `${head}\n\n${Buffer.from(bytes, 'latin1').toString('utf8')}`
    }
    return Buffer.from(part, 'latin1').toString('utf8')
  }).join('\n\n')
}

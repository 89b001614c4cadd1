// Signing in to the desk and finding a referral there.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { fill } from './fields.mjs'
import { totp } from './totp.mjs'

// Each code of the app works once, so a second sign-in waits for the next one, or takes it a little early.
const used = new Map()
export async function appCode (account) {
  const now = () => Math.floor(Date.now() / 30_000)
  const step = Math.max(now(), (used.get(account.name) ?? 0) + 1)
  while (step > now() + 1) await pause(500)
  used.set(account.name, step)
  return totp(account.totp_secret, step * 30)
}

export async function signIn (person, settings, account) {
  await person.open(`${settings.desk}/desk/sign-in`)
  await fill(person, { email: account.name, password: account.password })
  await person.press('Continue')
  await fill(person, { code: await appCode(account) })
  await person.press('Continue')
  assert.equal(await person.heading(), 'Queue')
}

// Opens a referral that may still be on its way to the desk.
export async function openReferral (person, settings, reference) {
  const address = `${settings.desk}/desk/referrals/${reference}`
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(200)) {
    const response = await person.open(address)
    if (response.status() === 200 && !(await person.page.content()).includes('Being screened')) return
  }
  throw new Error(`${reference} is not at the desk`)
}

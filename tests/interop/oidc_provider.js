// npm's oidc-provider, led by a test: a line of JSON in, {"op": name, ...arguments}, and one out, {"value"} or {"error"}.
//
// Who somebody is, is said at its interaction page: ?account=sub logs in a person that the test has described, without it
// somebody goes away. What was asked for is allowed at once.

import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import Provider from 'oidc-provider'

// standard output is for answers
console.info = console.log = console.error

const people = new Map()
let provider
let handle = (_request, response) => response.writeHead(503).end()
const server = createServer((request, response) => handle(request, response))

const key = (type, options, alg) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), alg, use: 'sig' })
const keys = [key('rsa', { modulusLength: 2048 }, 'RS256'), key('ec', { namedCurve: 'P-256' }, 'ES256')]

const configuration = {
  jwks: { keys },
  cookies: { keys: ['not a secret'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
  features: { devInteractions: { enabled: false } },
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 300, IdToken: 300, Interaction: 300, Session: 300 },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...people.get(accountId) }) }),
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  },
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, provider.issuer)
  if (!pathname.startsWith('/interaction/')) return provider.callback()(request, response)
  const accountId = searchParams.get('account')
  const result = people.has(accountId) ? { login: { accountId } } : { error: 'access_denied' }
  return provider.interactionFinished(request, response, result)
}

const operations = {
  async listen() {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${server.address().port}`
  },

  async provide({ clients }) {
    provider = new Provider(`http://127.0.0.1:${server.address().port}`, { ...configuration, clients })
    handle = answer
    return null
  },

  async person({ sub, ...claims }) {
    people.set(sub, claims)
    return null
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...given } = JSON.parse(line)
  let said
  try {
    said = { value: await operations[op](given) }
  } catch (error) {
    said = { error: { name: error.name, code: error.code, error: error.error, message: error.message } }
  }
  process.stdout.write(JSON.stringify(said) + '\n')
}
process.exit()

// npm's openid-client, led by a test: a line of JSON in, {"op": name, ...arguments}, and one out, {"value"} or {"error"}.

import { createInterface } from 'node:readline'
import * as client from 'openid-client'

const clients = new Map()
const begun = new Map()

async function prover({ secret, jwk }) {
  if (jwk) {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign'])
    return client.PrivateKeyJwt({ key, kid: jwk.kid })
  }
  return secret ? client.ClientSecretBasic(secret) : client.None()
}

const described = (tokens) => ({ ...tokens, claims: tokens.claims() })

const operations = {
  async discover({ server, id, secret, jwk, algorithm }) {
    const config = await client.discovery(new URL(server), id, undefined, await prover({ secret, jwk }), {
      algorithm,
      // the server is on this machine; and what it signs is checked, although it came from the server itself
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    })
    clients.set(id, config)
    return config.serverMetadata()
  },

  async authorize({ id, pushed, ...parameters }) {
    const config = clients.get(id)
    const checks = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
      idTokenExpected: true,
    }
    const asked = {
      ...parameters,
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    }
    begun.set(id, checks)
    const build = pushed ? client.buildAuthorizationUrlWithPAR : client.buildAuthorizationUrl
    return (await build(config, asked)).href
  },

  async redeem({ id, url }) {
    return described(await client.authorizationCodeGrant(clients.get(id), new URL(url), begun.get(id)))
  },

  async refresh({ id, token, ...parameters }) {
    return described(await client.refreshTokenGrant(clients.get(id), token, parameters))
  },

  async credentials({ id, ...parameters }) {
    return client.clientCredentialsGrant(clients.get(id), parameters)
  },

  async device({ id, ...parameters }) {
    const answer = await client.initiateDeviceAuthorization(clients.get(id), parameters)
    begun.set(id, answer)
    return answer
  },

  async poll({ id }) {
    return described(await client.pollDeviceAuthorizationGrant(clients.get(id), begun.get(id)))
  },

  async userinfo({ id, token, subject }) {
    return client.fetchUserInfo(clients.get(id), token, subject)
  },

  async introspect({ id, token }) {
    return client.tokenIntrospection(clients.get(id), token)
  },

  async revoke({ id, token }) {
    await client.tokenRevocation(clients.get(id), token)
    return null
  },

  async end({ id, ...parameters }) {
    return client.buildEndSessionUrl(clients.get(id), parameters).href
  },

  async fetch({ id, token, url }) {
    const answer = await client.fetchProtectedResource(clients.get(id), token, new URL(url), 'GET')
    return { status: answer.status, body: await answer.json() }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...given } = JSON.parse(line)
  let answer
  try {
    answer = { value: await operations[op](given) }
  } catch (error) {
    answer = { error: { name: error.name, code: error.code, error: error.error, message: error.message } }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}

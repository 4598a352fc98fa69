"""Made by `gateway makemigrations`. Read it before it is applied anywhere; never change it afterwards."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

UP = {
    "postgres": """
CREATE TABLE IF NOT EXISTS "gateway_account" (
    "id" VARCHAR(64) NOT NULL PRIMARY KEY,
    "email" VARCHAR(254) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "password" VARCHAR(255),
    "email_verified_at" TIMESTAMPTZ,
    "totp" VARCHAR(255),
    "totp_confirmed_at" TIMESTAMPTZ,
    "totp_step" BIGINT NOT NULL,
    "failures" INT NOT NULL,
    "epoch" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ
);
COMMENT ON COLUMN "gateway_account"."email" IS 'As mail is sent to it, in lower case';
COMMENT ON COLUMN "gateway_account"."password" IS 'A hash that says how it was made; null without a password';
COMMENT ON COLUMN "gateway_account"."totp" IS 'The sealed secret of the second factor';
COMMENT ON COLUMN "gateway_account"."totp_step" IS 'The last step used, for a code counts once';
COMMENT ON COLUMN "gateway_account"."failures" IS 'Wrong passwords since the last right one';
COMMENT ON COLUMN "gateway_account"."epoch" IS 'Access tokens of an earlier epoch are void';
COMMENT ON TABLE "gateway_account" IS 'Somebody who can log in; `id` is the subject of its tokens.';
CREATE TABLE IF NOT EXISTS "gateway_account_role" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "role" VARCHAR(64) NOT NULL,
    "granted_at" TIMESTAMPTZ NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_gateway_acc_account_f67bdb" UNIQUE ("account_id", "role")
);
CREATE INDEX IF NOT EXISTS "idx_gateway_acc_account_afcf27" ON "gateway_account_role" ("account_id");
COMMENT ON TABLE "gateway_account_role" IS 'A role that an account has; what the role may do is the policies'' business.';
CREATE TABLE IF NOT EXISTS "gateway_identity" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "issuer" VARCHAR(255) NOT NULL,
    "subject" VARCHAR(255) NOT NULL,
    "linked_at" TIMESTAMPTZ NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_gateway_ide_issuer_77a5c2" UNIQUE ("issuer", "subject")
);
CREATE INDEX IF NOT EXISTS "idx_gateway_ide_account_e4811a" ON "gateway_identity" ("account_id");
COMMENT ON TABLE "gateway_identity" IS 'An account''s name at somebody else''s: what a social login proves.';
CREATE TABLE IF NOT EXISTS "gateway_mailed_link" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "purpose" VARCHAR(16) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_mai_expires_17ddf5" ON "gateway_mailed_link" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_mai_account_e6d453" ON "gateway_mailed_link" ("account_id");
COMMENT ON COLUMN "gateway_mailed_link"."purpose" IS 'verify, reset or change';
COMMENT ON TABLE "gateway_mailed_link" IS 'A link that was mailed: whoever opens it reads the mail of `email`.';
CREATE TABLE IF NOT EXISTS "gateway_recovery_code" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL,
    "used_at" TIMESTAMPTZ,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_rec_account_598652" ON "gateway_recovery_code" ("account_id");
COMMENT ON TABLE "gateway_recovery_code" IS 'Instead of a second factor that is lost, once.';
CREATE TABLE IF NOT EXISTS "gateway_session" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL UNIQUE,
    "methods" JSONB NOT NULL,
    "authenticated_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "seen_at" TIMESTAMPTZ NOT NULL,
    "idle_expires_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "agent" VARCHAR(255) NOT NULL,
    "address" VARCHAR(64) NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_ses_expires_5fbdee" ON "gateway_session" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_ses_account_271090" ON "gateway_session" ("account_id");
COMMENT ON COLUMN "gateway_session"."methods" IS 'How it was proven who this is (RFC 8176): pwd, otp, fed';
COMMENT ON COLUMN "gateway_session"."agent" IS 'What the browser calls itself';
COMMENT ON COLUMN "gateway_session"."address" IS 'Where it was seen last';
COMMENT ON TABLE "gateway_session" IS 'A browser that is logged in. The cookie holds what hashes to `hash`; `id` may be shown.';
CREATE TABLE IF NOT EXISTS "gateway_client" (
    "id" VARCHAR(64) NOT NULL PRIMARY KEY,
    "name" VARCHAR(120) NOT NULL,
    "method" VARCHAR(32) NOT NULL,
    "secret" VARCHAR(64),
    "jwks" JSONB,
    "grant_types" JSONB NOT NULL,
    "redirect_uris" JSONB NOT NULL,
    "post_logout_redirect_uris" JSONB NOT NULL,
    "origins" JSONB NOT NULL,
    "scopes" JSONB NOT NULL,
    "default_scopes" JSONB NOT NULL,
    "roles" JSONB NOT NULL,
    "browser" BOOL NOT NULL,
    "first_party" BOOL NOT NULL,
    "pushed_only" BOOL NOT NULL,
    "epoch" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ
);
COMMENT ON COLUMN "gateway_client"."method" IS 'none, client_secret_basic, client_secret_post or private_key_jwt: how it proves itself';
COMMENT ON COLUMN "gateway_client"."secret" IS 'The hash of its secret';
COMMENT ON COLUMN "gateway_client"."jwks" IS 'Its public keys, for private_key_jwt';
COMMENT ON COLUMN "gateway_client"."origins" IS 'Origins from which its scripts may ask for tokens';
COMMENT ON COLUMN "gateway_client"."scopes" IS 'What it may ask for';
COMMENT ON COLUMN "gateway_client"."default_scopes" IS 'What it gets when it does not say';
COMMENT ON COLUMN "gateway_client"."roles" IS 'What it is when it asks for itself';
COMMENT ON COLUMN "gateway_client"."browser" IS 'Its tokens live in a browser, and shorter';
COMMENT ON COLUMN "gateway_client"."first_party" IS 'Ours: nobody is asked for consent';
COMMENT ON COLUMN "gateway_client"."pushed_only" IS 'Authorization requests must be pushed (RFC 9126)';
COMMENT ON COLUMN "gateway_client"."epoch" IS 'Access tokens of an earlier epoch are void';
COMMENT ON TABLE "gateway_client" IS 'A registered OAuth 2 client (RFC 6749 section 2, RFC 7591).';
CREATE TABLE IF NOT EXISTS "gateway_api_key" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL UNIQUE,
    "prefix" VARCHAR(16) NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "scopes" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "used_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "account_id" VARCHAR(64) REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) REFERENCES "gateway_client" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_api_account_aa67c2" ON "gateway_api_key" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_api_client__02a7ac" ON "gateway_api_key" ("client_id");
COMMENT ON COLUMN "gateway_api_key"."used_at" IS 'To the minute';
COMMENT ON TABLE "gateway_api_key" IS 'A credential for a script: of an account, or of a client. `prefix` is its start, by which people know it again.';
CREATE TABLE IF NOT EXISTS "gateway_consent" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "scopes" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_gateway_con_account_850ce7" UNIQUE ("account_id", "client_id")
);
CREATE INDEX IF NOT EXISTS "idx_gateway_con_account_602327" ON "gateway_consent" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_con_client__464385" ON "gateway_consent" ("client_id");
COMMENT ON TABLE "gateway_consent" IS 'What a person allowed a client, until it is taken back.';
CREATE TABLE IF NOT EXISTS "gateway_authorization_code" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "family_id" VARCHAR(32) NOT NULL,
    "session_id" VARCHAR(32),
    "redirect_uri" TEXT NOT NULL,
    "redirect_uri_given" BOOL NOT NULL,
    "scope" TEXT NOT NULL,
    "resources" JSONB NOT NULL,
    "nonce" VARCHAR(512),
    "challenge" VARCHAR(43) NOT NULL,
    "authenticated_at" TIMESTAMPTZ NOT NULL,
    "methods" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_aut_expires_222974" ON "gateway_authorization_code" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_aut_account_a938d7" ON "gateway_authorization_code" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_aut_client__6b076d" ON "gateway_authorization_code" ("client_id");
COMMENT ON COLUMN "gateway_authorization_code"."family_id" IS 'The family that it founds when it is redeemed';
COMMENT ON COLUMN "gateway_authorization_code"."redirect_uri_given" IS 'Then it must be given again';
COMMENT ON TABLE "gateway_authorization_code" IS 'A code on its way through a browser (RFC 6749 section 4.1); for one redemption.';
CREATE TABLE IF NOT EXISTS "gateway_client_assertion" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_gateway_cli_expires_ee8191" ON "gateway_client_assertion" ("expires_at");
COMMENT ON TABLE "gateway_client_assertion" IS 'A client''s signed statement that was used (RFC 7523 section 3): for once.';
CREATE TABLE IF NOT EXISTS "gateway_device_code" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "user_code" VARCHAR(64) NOT NULL UNIQUE,
    "scope" TEXT NOT NULL,
    "address" VARCHAR(64) NOT NULL,
    "session_id" VARCHAR(32),
    "approved" BOOL,
    "authenticated_at" TIMESTAMPTZ,
    "methods" JSONB NOT NULL,
    "interval" INT NOT NULL,
    "asked_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "account_id" VARCHAR(64) REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_dev_expires_c912e8" ON "gateway_device_code" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_dev_account_052997" ON "gateway_device_code" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_dev_client__889212" ON "gateway_device_code" ("client_id");
COMMENT ON COLUMN "gateway_device_code"."user_code" IS 'The hash of the code that a person enters';
COMMENT ON COLUMN "gateway_device_code"."address" IS 'Where the device is';
COMMENT ON COLUMN "gateway_device_code"."approved" IS 'What the person decided; null until then';
COMMENT ON COLUMN "gateway_device_code"."interval" IS 'Seconds that must pass between two questions';
COMMENT ON TABLE "gateway_device_code" IS 'A device that waits for somebody to enter its code elsewhere (RFC 8628).';
CREATE TABLE IF NOT EXISTS "gateway_family" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "session_id" VARCHAR(32),
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "reason" VARCHAR(32) NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_session_b84102" ON "gateway_family" ("session_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_expires_06aaa7" ON "gateway_family" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_account_f445c2" ON "gateway_family" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_client__c0f511" ON "gateway_family" ("client_id");
COMMENT ON COLUMN "gateway_family"."session_id" IS 'The login that it came from';
COMMENT ON COLUMN "gateway_family"."reason" IS 'Why it was revoked: reuse, logout, password, consent...';
COMMENT ON TABLE "gateway_family" IS 'All tokens that descend from one authorization.';
CREATE TABLE IF NOT EXISTS "gateway_pushed_request" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "parameters" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_pus_expires_d58bc1" ON "gateway_pushed_request" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_pus_client__e7bcff" ON "gateway_pushed_request" ("client_id");
COMMENT ON TABLE "gateway_pushed_request" IS 'An authorization request that came ahead of its browser (RFC 9126).';
CREATE TABLE IF NOT EXISTS "gateway_refresh_token" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL UNIQUE,
    "scope" TEXT NOT NULL,
    "resources" JSONB NOT NULL,
    "authenticated_at" TIMESTAMPTZ NOT NULL,
    "methods" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "successor_id" VARCHAR(32),
    "replaced_at" TIMESTAMPTZ,
    "family_id" VARCHAR(32) NOT NULL REFERENCES "gateway_family" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_gateway_ref_expires_176d95" ON "gateway_refresh_token" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_ref_family__caa1f7" ON "gateway_refresh_token" ("family_id");
COMMENT ON COLUMN "gateway_refresh_token"."expires_at" IS 'When nobody has used it until then';
COMMENT ON COLUMN "gateway_refresh_token"."replaced_at" IS 'When a retry got another token in its place';
COMMENT ON TABLE "gateway_refresh_token" IS 'A leaf, or what was one, of a family. `used_at` is set when a successor took its place.';
CREATE TABLE IF NOT EXISTS "gateway_revocation" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "subject" VARCHAR(160) NOT NULL,
    "epoch" INT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_gateway_rev_created_40d8f5" ON "gateway_revocation" ("created_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_rev_expires_0cb1ef" ON "gateway_revocation" ("expires_at");
COMMENT ON TABLE "gateway_revocation" IS 'What must not be accepted any more although it looks valid. Every process reads new rows within a second.';
CREATE TABLE IF NOT EXISTS "gateway_signing_key" (
    "kid" VARCHAR(64) NOT NULL PRIMARY KEY,
    "number" INT NOT NULL UNIQUE,
    "algorithm" VARCHAR(16) NOT NULL,
    "public" JSONB NOT NULL,
    "sealed" TEXT NOT NULL,
    "signs_from" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON COLUMN "gateway_signing_key"."number" IS 'The order of rotation, so that of two rotations at once one wins';
COMMENT ON COLUMN "gateway_signing_key"."public" IS 'The public JWK';
COMMENT ON COLUMN "gateway_signing_key"."sealed" IS 'The private JWK, sealed with the gateway''s secret key';
COMMENT ON TABLE "gateway_signing_key" IS 'A key pair that signs tokens. Of those whose time has come the newest signs; the others only verify.';
CREATE TABLE IF NOT EXISTS "gateway_attempt" (
    "key" VARCHAR(255) NOT NULL PRIMARY KEY,
    "count" INT NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_gateway_att_expires_746c7b" ON "gateway_attempt" ("expires_at");
COMMENT ON TABLE "gateway_attempt" IS 'How often something was tried in a window of time that ends at `expires_at`.';
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
""",
    "sqlite": """
CREATE TABLE IF NOT EXISTS "gateway_account" (
    "id" VARCHAR(64) NOT NULL PRIMARY KEY,
    "email" VARCHAR(254) NOT NULL UNIQUE /* As mail is sent to it, in lower case */,
    "name" VARCHAR(120) NOT NULL,
    "password" VARCHAR(255) /* A hash that says how it was made; null without a password */,
    "email_verified_at" TIMESTAMP,
    "totp" VARCHAR(255) /* The sealed secret of the second factor */,
    "totp_confirmed_at" TIMESTAMP,
    "totp_step" BIGINT NOT NULL /* The last step used, for a code counts once */,
    "failures" INT NOT NULL /* Wrong passwords since the last right one */,
    "epoch" INT NOT NULL /* Access tokens of an earlier epoch are void */,
    "created_at" TIMESTAMP NOT NULL,
    "disabled_at" TIMESTAMP
) /* Somebody who can log in; `id` is the subject of its tokens. */;
CREATE TABLE IF NOT EXISTS "gateway_account_role" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "role" VARCHAR(64) NOT NULL,
    "granted_at" TIMESTAMP NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_gateway_acc_account_f67bdb" UNIQUE ("account_id", "role")
) /* A role that an account has; what the role may do is the policies' business. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_acc_account_afcf27" ON "gateway_account_role" ("account_id");
CREATE TABLE IF NOT EXISTS "gateway_identity" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "issuer" VARCHAR(255) NOT NULL,
    "subject" VARCHAR(255) NOT NULL,
    "linked_at" TIMESTAMP NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_gateway_ide_issuer_77a5c2" UNIQUE ("issuer", "subject")
) /* An account's name at somebody else's: what a social login proves. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_ide_account_e4811a" ON "gateway_identity" ("account_id");
CREATE TABLE IF NOT EXISTS "gateway_mailed_link" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "purpose" VARCHAR(16) NOT NULL /* verify, reset or change */,
    "email" VARCHAR(254) NOT NULL,
    "created_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "used_at" TIMESTAMP,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE
) /* A link that was mailed: whoever opens it reads the mail of `email`. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_mai_expires_17ddf5" ON "gateway_mailed_link" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_mai_account_e6d453" ON "gateway_mailed_link" ("account_id");
CREATE TABLE IF NOT EXISTS "gateway_recovery_code" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "hash" VARCHAR(64) NOT NULL,
    "used_at" TIMESTAMP,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE
) /* Instead of a second factor that is lost, once. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_rec_account_598652" ON "gateway_recovery_code" ("account_id");
CREATE TABLE IF NOT EXISTS "gateway_session" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL UNIQUE,
    "methods" JSON NOT NULL /* How it was proven who this is (RFC 8176): pwd, otp, fed */,
    "authenticated_at" TIMESTAMP NOT NULL,
    "created_at" TIMESTAMP NOT NULL,
    "seen_at" TIMESTAMP NOT NULL,
    "idle_expires_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "agent" VARCHAR(255) NOT NULL /* What the browser calls itself */,
    "address" VARCHAR(64) NOT NULL /* Where it was seen last */,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE
) /* A browser that is logged in. The cookie holds what hashes to `hash`; `id` may be shown. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_ses_expires_5fbdee" ON "gateway_session" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_ses_account_271090" ON "gateway_session" ("account_id");
CREATE TABLE IF NOT EXISTS "gateway_client" (
    "id" VARCHAR(64) NOT NULL PRIMARY KEY,
    "name" VARCHAR(120) NOT NULL,
    "method" VARCHAR(32) NOT NULL /* none, client_secret_basic, client_secret_post or private_key_jwt: how it proves itself */,
    "secret" VARCHAR(64) /* The hash of its secret */,
    "jwks" JSON /* Its public keys, for private_key_jwt */,
    "grant_types" JSON NOT NULL,
    "redirect_uris" JSON NOT NULL,
    "post_logout_redirect_uris" JSON NOT NULL,
    "origins" JSON NOT NULL /* Origins from which its scripts may ask for tokens */,
    "scopes" JSON NOT NULL /* What it may ask for */,
    "default_scopes" JSON NOT NULL /* What it gets when it does not say */,
    "roles" JSON NOT NULL /* What it is when it asks for itself */,
    "browser" INT NOT NULL /* Its tokens live in a browser, and shorter */,
    "first_party" INT NOT NULL /* Ours: nobody is asked for consent */,
    "pushed_only" INT NOT NULL /* Authorization requests must be pushed (RFC 9126) */,
    "epoch" INT NOT NULL /* Access tokens of an earlier epoch are void */,
    "created_at" TIMESTAMP NOT NULL,
    "disabled_at" TIMESTAMP
) /* A registered OAuth 2 client (RFC 6749 section 2, RFC 7591). */;
CREATE TABLE IF NOT EXISTS "gateway_api_key" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL UNIQUE,
    "prefix" VARCHAR(16) NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "scopes" JSON NOT NULL,
    "created_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP,
    "used_at" TIMESTAMP /* To the minute */,
    "revoked_at" TIMESTAMP,
    "account_id" VARCHAR(64) REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) REFERENCES "gateway_client" ("id") ON DELETE CASCADE
) /* A credential for a script: of an account, or of a client. `prefix` is its start, by which people know it again. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_api_account_aa67c2" ON "gateway_api_key" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_api_client__02a7ac" ON "gateway_api_key" ("client_id");
CREATE TABLE IF NOT EXISTS "gateway_consent" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "scopes" JSON NOT NULL,
    "created_at" TIMESTAMP NOT NULL,
    "updated_at" TIMESTAMP NOT NULL,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_gateway_con_account_850ce7" UNIQUE ("account_id", "client_id")
) /* What a person allowed a client, until it is taken back. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_con_account_602327" ON "gateway_consent" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_con_client__464385" ON "gateway_consent" ("client_id");
CREATE TABLE IF NOT EXISTS "gateway_authorization_code" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "family_id" VARCHAR(32) NOT NULL /* The family that it founds when it is redeemed */,
    "session_id" VARCHAR(32),
    "redirect_uri" TEXT NOT NULL,
    "redirect_uri_given" INT NOT NULL /* Then it must be given again */,
    "scope" TEXT NOT NULL,
    "resources" JSON NOT NULL,
    "nonce" VARCHAR(512),
    "challenge" VARCHAR(43) NOT NULL,
    "authenticated_at" TIMESTAMP NOT NULL,
    "methods" JSON NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "used_at" TIMESTAMP,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
) /* A code on its way through a browser (RFC 6749 section 4.1); for one redemption. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_aut_expires_222974" ON "gateway_authorization_code" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_aut_account_a938d7" ON "gateway_authorization_code" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_aut_client__6b076d" ON "gateway_authorization_code" ("client_id");
CREATE TABLE IF NOT EXISTS "gateway_client_assertion" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "expires_at" TIMESTAMP NOT NULL
) /* A client's signed statement that was used (RFC 7523 section 3): for once. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_cli_expires_ee8191" ON "gateway_client_assertion" ("expires_at");
CREATE TABLE IF NOT EXISTS "gateway_device_code" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "user_code" VARCHAR(64) NOT NULL UNIQUE /* The hash of the code that a person enters */,
    "scope" TEXT NOT NULL,
    "address" VARCHAR(64) NOT NULL /* Where the device is */,
    "session_id" VARCHAR(32),
    "approved" INT /* What the person decided; null until then */,
    "authenticated_at" TIMESTAMP,
    "methods" JSON NOT NULL,
    "interval" INT NOT NULL /* Seconds that must pass between two questions */,
    "asked_at" TIMESTAMP,
    "created_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "used_at" TIMESTAMP,
    "account_id" VARCHAR(64) REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
) /* A device that waits for somebody to enter its code elsewhere (RFC 8628). */;
CREATE INDEX IF NOT EXISTS "idx_gateway_dev_expires_c912e8" ON "gateway_device_code" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_dev_account_052997" ON "gateway_device_code" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_dev_client__889212" ON "gateway_device_code" ("client_id");
CREATE TABLE IF NOT EXISTS "gateway_family" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "session_id" VARCHAR(32) /* The login that it came from */,
    "created_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "reason" VARCHAR(32) NOT NULL /* Why it was revoked: reuse, logout, password, consent... */,
    "account_id" VARCHAR(64) NOT NULL REFERENCES "gateway_account" ("id") ON DELETE CASCADE,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
) /* All tokens that descend from one authorization. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_session_b84102" ON "gateway_family" ("session_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_expires_06aaa7" ON "gateway_family" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_account_f445c2" ON "gateway_family" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_gateway_fam_client__c0f511" ON "gateway_family" ("client_id");
CREATE TABLE IF NOT EXISTS "gateway_pushed_request" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "parameters" JSON NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "used_at" TIMESTAMP,
    "client_id" VARCHAR(64) NOT NULL REFERENCES "gateway_client" ("id") ON DELETE CASCADE
) /* An authorization request that came ahead of its browser (RFC 9126). */;
CREATE INDEX IF NOT EXISTS "idx_gateway_pus_expires_d58bc1" ON "gateway_pushed_request" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_pus_client__e7bcff" ON "gateway_pushed_request" ("client_id");
CREATE TABLE IF NOT EXISTS "gateway_refresh_token" (
    "id" VARCHAR(32) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL UNIQUE,
    "scope" TEXT NOT NULL,
    "resources" JSON NOT NULL,
    "authenticated_at" TIMESTAMP NOT NULL,
    "methods" JSON NOT NULL,
    "created_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL /* When nobody has used it until then */,
    "used_at" TIMESTAMP,
    "successor_id" VARCHAR(32),
    "replaced_at" TIMESTAMP /* When a retry got another token in its place */,
    "family_id" VARCHAR(32) NOT NULL REFERENCES "gateway_family" ("id") ON DELETE CASCADE
) /* A leaf, or what was one, of a family. `used_at` is set when a successor took its place. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_ref_expires_176d95" ON "gateway_refresh_token" ("expires_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_ref_family__caa1f7" ON "gateway_refresh_token" ("family_id");
CREATE TABLE IF NOT EXISTS "gateway_revocation" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "subject" VARCHAR(160) NOT NULL,
    "epoch" INT,
    "created_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL
) /* What must not be accepted any more although it looks valid. Every process reads new rows within a second. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_rev_created_40d8f5" ON "gateway_revocation" ("created_at");
CREATE INDEX IF NOT EXISTS "idx_gateway_rev_expires_0cb1ef" ON "gateway_revocation" ("expires_at");
CREATE TABLE IF NOT EXISTS "gateway_signing_key" (
    "kid" VARCHAR(64) NOT NULL PRIMARY KEY,
    "number" INT NOT NULL UNIQUE /* The order of rotation, so that of two rotations at once one wins */,
    "algorithm" VARCHAR(16) NOT NULL,
    "public" JSON NOT NULL /* The public JWK */,
    "sealed" TEXT NOT NULL /* The private JWK, sealed with the gateway's secret key */,
    "signs_from" TIMESTAMP NOT NULL,
    "created_at" TIMESTAMP NOT NULL
) /* A key pair that signs tokens. Of those whose time has come the newest signs; the others only verify. */;
CREATE TABLE IF NOT EXISTS "gateway_attempt" (
    "key" VARCHAR(255) NOT NULL PRIMARY KEY,
    "count" INT NOT NULL,
    "expires_at" TIMESTAMP NOT NULL
) /* How often something was tried in a window of time that ends at `expires_at`. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_att_expires_746c7b" ON "gateway_attempt" ("expires_at");
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSON NOT NULL
);
""",
}

DOWN = {
    "postgres": """

""",
    "sqlite": """

""",
}

CHECKS: dict[str, dict[str, str]] = {}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return UP[db.capabilities.dialect]


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN[db.capabilities.dialect]


MODELS_STATE = (
    "eJztPWtv2zi2f4XIl2kB3yBxnk0HCySddiY702aRZm8X+4DDSLTNRha1pGw3d2//+/KQetqSK9myQykECjSWeCjpHPLwvM9/9kY4"
    "JHP8tH/pOGzqh3sX6D97Pp4Q+cfSvR7aw0GQuQNXQvzgZUcPcGb0gwg5dmDWIfYEkZdcIhxOg5AyH4A+swl5YO4Tmo8ZcrCPPDZC"
    "1H+L7ql7j6hA4ZggMX34SpwQsSGiobzEHokv9uEBLnPkE6g/amCuqU//PSWDkI2IHMjljP/4l7xMfZd8IyL+GTwOhpR4bg5R1IUJ"
    "1PVB+BSoa+/GmH9QI+E9HwYO86YTPx0dPIVj5ifD5WfA1RHxCZeIdDMo86eeFyE5vqTfVV4I+ZQkL+mmF1wyxFMPEA/Q+g3Sa3uD"
    "waebu8Hn93eDwd4SUWKIDG6jSw7zgaDUD4X6/gn+NvCIPwrH8ufp8Xf9nBQPehQ88H8vb9/9dnn76vT4NTyQyVWhV82n6E5f3fqu"
    "psAh1pMorKdoJhNMvTqYTgDMRfbepUDwlrA+BfFDuSLlwuzJdSuX75xwuZAFWVzqVcjRP6lCDzmqlCDqHlAkpYD6vwYB4vHN4D++"
    "kBIg5SoJtvd2stgP+wcVsCtHlWJX3ctjN8BCzBmvxUyyMGthOVrDtZC8zjJHYyzGkgXjEAn8JNCYzeVCR3MM698lb9WkaE7lJ0xD"
    "hFH2w+qv/ZNKa/9kxdo/WaSOYiaDGeFUTuoOcLhMpl8kmkM6ISu40eIECzRzoxn24z+MoWDljbIC83fXH99/vrv8+BeYfiLEvz2F"
    "tcu793Cnr64+LVx9dbpApGQS9OX67jcEP9Hfbz69V9hkIhxx9cR03N3f9+Cd8DRkA5/NB9jN4iS+HF/K0TxkYVBnN8bjTd6JdyAF"
    "EewRV/7ncKJkISUaEUlJVz7ECRk3ZtsBSiWG/SHlk7W2XeEEdtuZvu0GIiQFe++Kjq79cAWlY7AFClOtkWxD5DhYYwN6WMhzUL4q"
    "mgri9tCQcXnmOcwlSGlPAjHfqSr3jeBN/+dNv390dNY/ODo9Pzk+Ozs5PziXY9VnLd86W7Fcrq5/vf50l6c+XMjvy6E8zKZA8yUS"
    "ldInC2Iueb5w5o8S8UNK5VRSQjFIRTROR2PJMv16xOkfHp8dnx+dHic0Sa6sIsUy2knAnHENnCfjzUX4peMQEavicBhJ1Z1g7lGp"
    "/ajXR5gTNGO0qizYMMrlGQkYWuPoyUM2cOasRY9tWgDkB7o3vvcUnYctOYSio3vlGeRSAUhfh+wLoFbWME3WAEPe8DFjY4ILD9h5"
    "nGPuDnJ30gXBmVd02l1FYB9+vyUeVphcpvmCJfVWTtXC3f49Xujx1XTXZ22hxA9pSDfG1bWe6KmriAJrgOQRHvUfN0XVRzXVH3Km"
    "riKLS910RvjTAETkTdF1G032Ts7VVYQJKVLJeTdF1Wc9TVexhAM6eCRPG7P1gP5OqjAqM8/x1TiCuwQANsPROz1NV1dSE3zpciov"
    "c/p/alyXmZNLZtQhjfDyX9RUFZHVxu03xBPqbS5NfYBpOiVLgczO+qxMil++NelPFq9gH4/UJ8Gz4UlFgvqKkIhYkK8eFjHgMcgP"
    "YyMuEYzVLjPso2gC8KO9RXO4CDYpNWSCn5DL4hCHgHnUkSvmJ/QwFdSXJ/hyrETDcxfETvxjLxMIoj76X5uEU6yy+xYGVBQYuKLt"
    "b248xQ4NueVRFvECrerzisfvzsffupCWDP/g2F/PlpiHtLZEU4xMVWyJMe+vFyeWh9rW9mp7wNiSLW8J7cs4/8A4oSNf6mwK89fy"
    "JXHkblttuGsfysvEJziU8Tw5fBcWm8SASzwS6hV6+fnd5S/v976XW0m3KoslhsAiQSxrJawghdHs8B9LYIlk9JNA8GQE0UtxmCmR"
    "MD+JCy0vYXndodiDoFPqo4CzGSmSu5qYsVDaokJMieIJUYirlbfaIW+lhKscQJxAdFDm2koQUbwlaiA5A2KxXA3L4MpYS7bNAVrR"
    "1oq27ZOzrGhrRdv6om3GcVsk3Ob9uhXE24xPuaqNEcZqO6AOxYcJQAJlZEY4YgHEZNEQAQfTJkCVrcKG6F7Fs98X2RYbmXODfCxI"
    "NajDjuLx5qYJGZuTFUy5PFFqGQwzICZLVnsqU+OpJ5epgCB5jpwx9kdrJWMdnlbJFlo8xjPJQqeF2Sh1sN5wLtxzS1Tbz3WzYZ8v"
    "UZ4l3wIqZ1snvSsHuRuqP4O4ZTqRKyWYQNLFGiTOgNmgXpPpa7VSq5VarXRdrTQXH1ukly4G0FbQTHMBvNV0U1glUs5QGUH55FSt"
    "W1KBPMk3eipVblkNrQ/ecAUQ60LZlQvlefX95xbGtxyyYmUlKytZWcnKSlZWKpKV4gSZIjEpkzxTQUISmdEV7PYPnM0FycoyI/mG"
    "iPr7CAoMOIw9UoLGTH6FjieBQ49AmjW6hz/vo7poEN/7QJAYs7lfZMvf2nNsvbXNONRRvwKHOuqXcii4ZbJYZRCqmxeqJnLNM7cg"
    "qePPn28+FWM3A7IoUFEnRP+PPCoMSq/a+y0t8KVi13xVlzEcSx4i/726/fAOnR+enb6+QMHclVpYGPTQkFSs8bCCHoDBnOwV0+HV"
    "x8u/LZLo3R83V4tCFUxwtUAvKUGNIXLQWdMlUATfQcdAl+Ri6/8p547d9f8IQvw1SJ4B6yC9W0LfStuauh4ZrO/lKwC3BDea4Naj"
    "+xKozMmMrRd8nIe0tkqTqYxHpMhktsJMGQOYW4F670ucbx2bWhzseRAgKYg3rKYO7SC4X1JJErJAY12B/BTEaPQTTmJNFeQ4Vedx"
    "Hbw3byawtnlrm7e2+XVt81FZpsL6HUnFpiqlO3SVqKqWean+qyxT7EVlffX9i6i0aYSwHkQUq9gEx6Ny+D66DzgZ0m+qVQn0JpFr"
    "i8thD9DQhDpjFBAWeAQ9+tqwhkeSKkUW+50/31ryrSW/Jahu/ojWm6YOclOIDsafNJ/pYH7Pmd0hdxtdZ4TDgqLyYuWeqBRi946o"
    "vZ+HU98BNKKHKfVC6ot9eN6faor9TajPW/E0WbdD+WbortvBICOlNV/ZtJMG3P93TGf2Un8aVsyZ7BKprT36JVD52exzP6Zpl3Qs"
    "baGoieUckEVyK2ygZmG8SRPo8nJuArPvkpk6idjcFjbKtBwhvsi0nNKkgmk5XQqV6kGTkVR1CScuuoFi8agfGW91OOXp2fEbyHRT"
    "2nG/h+Da2cmbw9eF9Z83mctafE3g3r0VFl9rNduu1UxHY9fBcAphMo73fObLOSLOqxvEDh6woM7iRZClwYcUcDqTrw0essHXeXgR"
    "d3bWBUs3CGNoyi2SDe6EN69DtBTC9Ja+qr02G2rPXfLWzy+7f50XtbcqNy7H4zcyLe8I79cS18H0waMOgi5Cuo3rwn7Y2PSxFSuz"
    "qiYfPagGcRbArPm/ccJIeYxyKXYNppzWIs0SoCVO48SB+wOPjdg0HKxNqJWTWKI1TjTG6YgWNcIrJ1EGpL0E2bvRX4GGnE2iEB4l"
    "HKgxQiXkYvGozizde9nMo+pl+qd1VLAUozNkMpM+0RcN6tNpGbID9BqREBLhiQ8/XCY1IJ+FSGj7j3nUK+lqvELOiAE6QCuaUkpu"
    "MaFYYR19ddfEihIElsl1xSRVsF9MsQzUAs0eJNi2iJVcqalP6aNIrqMZQdRHOM6K6CHsu1A+godkc054dXPzR448V9cLVac+/fXj"
    "1fvbV4eKVnIQ1YbnuBhVpkEj5VKgCzDXXWVqEGYB0nDi3Ey5kJhmqlON3DlyxxBXbRknbe1qClGCqRgTd8B8ry5RFiANJ0quZSzi"
    "RD5NgGw3FSFUW9Efoy36bw772lVuCo1IwJyCqOTSmnnJ+B+XzWuKJAd1yeE4RCQ8TMfbE8w9SjhSr48wJ2jGaMUyF1F5vf7h8dnx"
    "+dHpcVJVL7myqpjeMsptcGE5qrsbXOhSAUhfh+wLoDYaybRopKUIjnKHuG17b9veN48l2/a+MrKeq+19K5Fl+95XQFKkrMRy/4a4"
    "+oua7VZP1iWUbTcULOLwhbFgKfevEgyWGf3DaLAvukdsQLiQmh/2PDaXml6czdtDUz+kXmTkCrHURxB873Ik2AbzFPahzcSNRsFt"
    "tg9tNS3vmYuov0w/i7FuS6uql++X7qrq08Bdk+p5SEt1U6heoLkviXG2zE+n84heAJZNSyQyDOUdyiRqKWbNTSVaNn8VFqwqMpJV"
    "qV2VhavRfOsSwVjEfBUzJmdC4Ziz6WiceuQLEoWO9w9fv1U+YeYTBHWoJmrGwjJVTc9vG0abchr0VqiZyq73VPMMzgEZnT4DqRj6"
    "baOOKaFcrlPfTSONqFALl0yq9jrYflaMajxTkyR5KIOzY9bcCc3jORvsvYzpO/KtxMy1CGfy+m/E7/r+b3erzSmJ8vbHzadf4+GL"
    "NpZy5A9GdEb8Alvjqrig4gl2GB60HjNSLCcOB1KvrQs3VmM9uwkEUnbEOjsiAbBbYa2tINiUOzXDfrNA1tzbuLnXZ5F+VjlhmxUr"
    "dB04ek8Oq5y9clTp4avuLdh+xtiDJ9RCcg6oE8wmj+njowqIPj4qxTPcso2yXmDY2cvqZWfsqWFQ2Ugz7YKd2GAvqGzki6Svdf9Z"
    "91+7sbzC/WddVA26qAq4RhOYtX7V564keCkE4WFZI/nFMb0atQUHOAdWxfGn4H4SSMhVRFzoAxOSCVQGVB4NaJMFooV2z52d9I8S"
    "99zR64vIOeeQQpdfczNbZ58pvL+3wtln9ZOuyq818s62yj4ziTBFnDOfJ1OBaWZydKrySw0SszAIZwBOJdiEqFT5kCHJ4YiqLKGD"
    "HoicaK66DipGd37aPy8s0drcxJZbtoFbyrOPJyuvKr5zQOYiPVejEhpDqAUb5pJP1GquWIVq27qi9Unu1CfZ8e6ysOAjbk5NWeA2"
    "6mcnUT9S5oBCyEWpbavCTbJg6wWZ7KgGbtK9OmLiLnGoS9y3aq4oexBcetVW/W4CTgx1Uhq2M9quorTZR9n5eBcKst4Me8sUKU/3"
    "zYDsrgTUGizxM5HIdYWWblXsXYCFQA8knEN7+XDOkEqxl8OrCgMN14FStdvWYXzCdiZrB8Oz6cPlm6mdiaQtayNq7a02HsTy7nbF"
    "g5jVJc6Gg7QVyzYc5IWEg5jFMDoQDRKVqytyZaaV7Cq4MYfp4B97MD0vrlisNFa4TXxX9w2BPOtcDnmBo7I+vO0faYaZekU1MHPd"
    "A015Iz02on6Spe3ID1dLdh33TPNuA6u/l6Pe6u9WfzeUyJX0O05mbD37ax7SavFmUxkLVlBloPz0TCGMDmh4guMSYnWj1Xgh/5jC"
    "tLqpYU95O+aMu724M8z+/pLU+EzOeJtpY00rrcayNa28ENNKS1G7mW0le3oO5Vk8HqSdSReCp+oUtr/Vk93BXC1UeMpwv9269vlu"
    "AEUWqaV+ARUMU/mOBRUNVH7ehBT3OdO6u1Lc8VjqhBBaDLHwufqBqu1ZgdGqmTltYL0pB2NvhTErwFz+FQeXVw0Ay0PZOhW2ToXV"
    "eG1cwgumr9XqtnV4Wa2u0yW+c/pHkSS9qKBUEKRzClJFORp5BA97iHE0j/PtmS8HQqNapF3G++g+4sf3UKlYkFAXLsZITFVzWwkc"
    "MvaohOLAw8WJ/lt7jnUcm+44tmqNzUndvShl6+S+kLwhQ1P32rRX2qZ2tC13r0N2GxuFVH7Y2yikzljroEqDj3ymyuqM4ypkNGwy"
    "fd2kRWCtefZY3Uv07LoxvgtwtghIldY/yoSxXshfDrQ1e0rzVIw4CfkTGrEQYZ+BzUbnCiDqp6adl8dcze2C1nbb1ApTepoUs6kp"
    "Pc3FaRfCq5rScyvNMFP6jDm4tFJu5navohk9B/BDG/qXpKaH5GbQUwvL0zCQ9Jfs7QlN5EpC2JNrBjpZSgHSY+xRoBn2qLuP3s+I"
    "ZIUBZ3B+ItAfBPLJHEFoCZrTcEyV/VtVD1m2qu/syf/0/+nfi+nDV+Jo4/y94tgXP38N6Z/ue+her46Ln6mrfkZJP8nvR5Le0z4Z"
    "/RP8AfdRfJi+olt5Yvm86DIMwVGZYHRPAuaM1RtAfakh5fLbIZ9sPmZCf778mCjzDPMUIT1dewrm9uX4bTgOruiovE5NEX8uqFAT"
    "bTxzzdm66Mybfv/o6Kx/cHR6fnJ8dnZyfpBUn1m+taoMzdX1r1CJJse949I0KxLR9EKsJ6EmIJ0wfOePycPTgwrnpBxVelCqewsB"
    "OrDVlnFcusaT8WsVYjJN+m+4ulK7rGY7ZSnWaNYZo9mLMZosaRTPJPp+ljqKxLNUUwpF38ztaqKv0ACDR1K1UACSQ1GAKddR0jBB"
    "LIDtoxuo6wyCmRbPYK0qW6rDJroArhQ4IcBaQb1VV5Q9AGJDvCckJVQ6fCoKJtnNQzcQEB/rqfGPHY0t2X4ctz+dPBBeQ0xJAZop"
    "GLm1yuiMu4RDfBRnodJGe0gwveChXvqcJTekqhOqNihaFaLPVkLSGzEuNcdJnaWfA+qkbF5JNF8hmS8K5sH0waNOHd93CtEG17da"
    "/fqV0Z+//L6xJXgrbnBBsFdUwXtF5FUCYfIq18jndCbfBLAvmY56b2USUodlJCtAyyYilZMQRcKCedFa6oQfxAVc6sjfecgOhiq0"
    "XQBvr25tI1LWV65NUbsuw5BMguIM2PheNYULZ0b/UNn6jc2l6BcSXzV8Agv9SAXSyzUAsSlgr5fCn6tGab1HSYsECo9jMJ4nVoX7"
    "ZaWq6ck3UZ5IgUduhfKkh3dOeeqfnFQQHeWoUtlR3VutP5WUMShVn5LxJpfbfzYzr7X4dVXgMOboIZw64+KTR99affDgdNCPzpty"
    "2jbsOX0pbtMN2Uw5E58RLmi9wmIZEJPV0ec/OnNtu2oZtvTwDmL38KCSu/lghbv5YMndLJ8YFmY1l5u1MiBtsGsZldLxrOfZ9/8C"
    "Jze9eA=="
)

"""Made by `gateway makemigrations`. Read it before it is applied anywhere; never change it afterwards."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

UP = {
    "postgres": """
CREATE TABLE IF NOT EXISTS "gateway_kept_answer" (
    "key" VARCHAR(64) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL,
    "status" SMALLINT NOT NULL,
    "headers" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_gateway_kep_expires_9c2cb1" ON "gateway_kept_answer" ("expires_at");
COMMENT ON COLUMN "gateway_kept_answer"."key" IS 'A digest of who asked for what, and of the key';
COMMENT ON COLUMN "gateway_kept_answer"."hash" IS 'A digest of the request, to know another one by';
COMMENT ON COLUMN "gateway_kept_answer"."headers" IS 'As JSON, sealed: a list of names and values';
COMMENT ON COLUMN "gateway_kept_answer"."body" IS 'Sealed: it may say what is told once';
COMMENT ON TABLE "gateway_kept_answer" IS 'What the first request with an idempotency key was answered. It is written in the transaction of what it answers.';
""",
    "sqlite": """
CREATE TABLE IF NOT EXISTS "gateway_kept_answer" (
    "key" VARCHAR(64) NOT NULL PRIMARY KEY /* A digest of who asked for what, and of the key */,
    "hash" VARCHAR(64) NOT NULL /* A digest of the request, to know another one by */,
    "status" SMALLINT NOT NULL,
    "headers" TEXT NOT NULL /* As JSON, sealed: a list of names and values */,
    "body" TEXT NOT NULL /* Sealed: it may say what is told once */,
    "expires_at" TIMESTAMP NOT NULL
) /* What the first request with an idempotency key was answered. It is written in the transaction of what it answers. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_kep_expires_9c2cb1" ON "gateway_kept_answer" ("expires_at");
""",
}

DOWN = {
    "postgres": """
DROP TABLE IF EXISTS "gateway_kept_answer";
""",
    "sqlite": """
DROP TABLE IF EXISTS "gateway_kept_answer";
""",
}

CHECKS: dict[str, dict[str, str]] = {}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return UP[db.capabilities.dialect]


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN[db.capabilities.dialect]


MODELS_STATE = (
    "eJztPf1v2ziy/wqRX7YF/ILE+Wy6OCDptru5bZtDk3s93AccRqJtbmRRJ8px/e71f78ZUrIkW3IlW3ZohcAuGkscSpohh/M9/9kb"
    "0IhN6HT/0nHE2I/2Lsh/9nw6YvDHwr0O2aNBkLmDVyL64GVH92hm9IOMQurgrH3qSQaXXCadkAcRFz4C3YoRexDulEyGgjjUJ54Y"
    "EO6/JffcvSdckmjIiBw//MGciIg+4RFcEo/Ml/v4AFc48ATuDxqYa+zzf49ZLxIDBgNDmPEf/4LL3HfZNyaTn8Fjr8+Z5+YQxV2c"
    "QF3vRdNAXXs3pOEHNRLf86HnCG888tPRwTQaCn82HD4Drw6Yz0JApJtBmT/2vBjJySX9rnAhCsds9pJuesFlfTr2EPEIrd8gvbbX"
    "632+uevdvr/r9fYWiJJAZHAbX3KEjwTlfiTV94/ot57H/EE0hJ+nx9/1c1I86FH4wP+9/PLut8svr06PX+MDBawKvWo+x3e66tZ3"
    "NQWNqJ5EYT1FMxtR7tXB9AzAXGTvXUqCb4nrUzI/ghUJC7MD6xaW74SFsJAlm1/qVcjRPalCDxhVShB1DymSUkD9W4MAyfhm8J9c"
    "SAmQcpUZtve2stgPuwcVsAujSrGr7uWxG1ApJyKsxUyyMCthOV7DtZC8yjInQyqHwIJpRCSdSjIUE1joZEJx/bvsrZqUTDh8wjgi"
    "lGQ/rP7aP6m09k+WrP2TeeooZtJ7YiGHSd0ejRbJ9AugOeIjtoQbzU8wRzM3nmE/+cMYClbeKEswf3f96f3t3eWnv+D0Iyn/7Sms"
    "Xd69xztddXU6d/XV6RyRZpOQr9d3vxH8Sf5+8/m9wqaQ0SBUT0zH3f19D9+JjiPR88WkR90sTpLLyaUczSMRBXV2YzLe5J14h1IQ"
    "ox5z4R8nZEoWUqIRA0q68BAnEqEx2w5RChj2+zwcrbTtCiew2870bdeTESvYe1d8cO1HSyidgM1RmGuNZBMix8EKG9CjEs5BeFUy"
    "lsztkL4I4cxzhMuI0p4kEb5TVe4b4Jv+z5tu9+jorHtwdHp+cnx2dnJ+cA5j1Wct3jpbslyurn+9/nyXpz5eyO/LPhxmY6T5AolK"
    "6ZMFMZc8X0PhD2biB0jlHCihGKQiWsgHQ2CZfj3idA+Pz47Pj06PZzSZXVlGikW0s0A4wxo4n403F+GXjsNkoorjYQSqO6Ohx0H7"
    "Ua9PaMjIk+BVZcGGUQ5nJGJohaMnD9nAmbMSPTZpAYAPdG98bxqfhztyCMVH99IzyOUSkb4K2edAraxhmqyBhrz+Y8bGhBceqPM4"
    "oaHby91JF0QovKLT7ioG+/D7F+ZRhclFms9ZUr/AVDu4278nCz25mu76rC2U+RGP+Nq4utYTTduKKLQGAI/wuP+4Lqo+qak+wkxt"
    "RVYIuukTC6c9FJHXRdeXeLJ3MFdbESZBpIJ510XVrZ6mrViiAe89sunabD3gv7MqjMrMc3w5jvAuQ4D1cPROT9PWldQEX7ocw+WQ"
    "/58a12bm5LIn7rBGePkvaqqKyNrF7denI+6tL019wGlaJUuhzC66okyKX7w16o7mr1CfDtQn4bPxSUWC+pKQiESQrx4W0QsTkB/G"
    "RlwSHKtdZtQn8QToR3tLJngRbVJqyIhOiSuSEIdAeNyBFfMTeRhL7sMJvhgr0fDcBbET/9jLBIKoj/7XOuEUy+y+hQEVBQauePub"
    "G0+xRUNueZRFskCr+ryS8dvz8e9cSEuGf4TUX82WmIe0tkRTjExVbIkJ768XJ5aH2tT22vWAsQVb3gLaF3H+QYSMD3zQ2RTmr+El"
    "aexuW2642z2Ul4lPeCjTyezwnVtsgAGXeSzSK/Ty9t3lL+/3vpdbSTcqi80MgUWCWNZKWEEK49nhP5bAZpLRT5LgkwlGLyVhpgxg"
    "fpIXWl6icN3h1MOgU+6TIBRPrEjuamLGQmmLSzlmiifEIa5W3toNeSslXOUA4hlEC2WujQQRJVuiBpIzIBbL1bCMroyVZNscoBVt"
    "rWi7e3KWFW2taFtftM04bouE27xft4J4m/EpV7Ux4lhtB9Sh+DgBSqCCPbGQiABjsnhEkINpE6DKVhF9cq/i2e+LbIuNzLlGPham"
    "GtRhR8l4c9OEjM3JCsYhnCi1DIYZEJMlqz2VqTHtwDKVGCQfEmdI/cFKyViHp1WyheaP8Uyy0GlhNkodrDecC/fcEtXmc91s2OdL"
    "lGfZt4DDbKukd+Ugt0P1ZxC3TCdypQQTTLpYgcQZMBvUazJ9rVZqtVKrla6qlebiY4v00vkA2gqaaS6At5puiqsE5AyVEZRPTtW6"
    "JZfEA77RUalyi2poffCGK4BYF8q2XCjPq+8/tzC+4ZAVKytZWcnKSlZWsrJSkayUJMgUiUmZ5JkKEpLMjK5gt38IxUSyrCwzgDck"
    "3N8nWGDAEeKRMzIU8BU6ngQPPYZp1uQe/7yP66JhfO8DI3IoJn6RLX9jz7H11tbjUEfdChzqqFvKofCWyWKVQahuXqgawZoXbkFS"
    "x59vbz4XYzcDMi9QcSci/088Lg1Kr9r7LS3wpWLXfFWXMRoCD4H/Xn358I6cH56dvr4gwcQFLSwKOqTPKtZ4WEIPxGBO9kro8OrT"
    "5d/mSfTu483VvFCFE1zN0QskqCFGDjorugSK4FvoGGiTXGz9P+Xcsb3+H8mYvwLJM2AtpPeO0LfStuaux3qre/kKwC3BjSa49ei+"
    "BCqH7EmsFnych7S2SpOpTAesyGS2xEyZAJhbgXrva5JvnZhaHOp5GCApmdevpg5tIbgfqASELNBYlyA/BTEa/SxkiaaKcpyq87gK"
    "3ps3E1jbvLXNW9v8qrb5uCxTYf2OWcWmKqU7dJWoqpZ5UP9Vlin14rK++v5FXNo0RlgHI4pVbILjcRi+T+6DkPX5N9WqBHuTwNoK"
    "YdgDNjThzpAETAQeI4++NqzRAVClyGK/9edbS7615O8Iqps/ovWmqYPcFKKF8SfNZzqY33Nme8jdRNcZ6YigqLxYuScqhdi+I2rv"
    "5/7YdxCN5GHMvYj7ch+f96eaYn8T6vNGPE3W7VC+GdrrdjDISGnNVzbtpAH3/53Qmb3cH0cVcybbRGprj34JVH42+9yPadomHUtb"
    "KGpiOQdkkbwTNlCzMN6kCXRxOTeB2XezmVqJ2NwWNsq0HCO+yLSc0qSCaTldCpXqQbMBqLosZC65wWLxpBsbb3U45enZ8RvMdFPa"
    "cbdD8NrZyZvD14X1n9eZy1p8TeDenSUWX2s126zVTEdj18FwCmEyjvd84cMcMefVDWJ7D1RyZ/4iytLoQwpC/gSvjR6y3h+T6CLp"
    "7KwLlq4RxtCUWyQb3IlvXodoKYTpLX1Ve23R15672Vs/v+z+x6SovVW5cTkZv5ZpeUt4vwZcB+MHjzsEuwjpNq5z+2Ft08dGrMyq"
    "mnz8oBrEmQOz5v/GCQPyGA9B7OqNQ16LNAuAljiNEwfv9zwxEOOotzKhlk5iidY40UTIB7yoEV45iTIgu0uQvRv9FaQfilEcwqOE"
    "AzVGqoRcKh/VmaV7L5t5VL1M/7SOCgYxOkMmM+kTf1GvPp0WIVtArwGLMBGe+fjDFaAB+SIiUtt/zKNeSVfjJXJGAtACWvGUUrDF"
    "pGKFdfTVbRMrThBYJNeVAKpQv5hiGag5mj0A2KaINbtSU5/SRxGsoydGuE9okhXRIdR3sXxEGLH1OeHVzc3HHHmurueqTn3+66er"
    "919eHSpawSCuDc9JMapMg0YegkAX0FB3lalBmDlIw4lzMw4lYFqoTjWwc2DHMFdtGSdt7WoKUYKxHDK3J3yvLlHmIA0nSq5lLAkZ"
    "PE2ibDeWEVZb0R+jLfpvDrvaVW4KjVggnIKo5NKaebPxPy6b1xRJDuqSw3GYnPEwHW/PaOhxFhL1+oSGjDwJXrHMRVxer3t4fHZ8"
    "fnR6PKuqN7uyrJjeIsptcGE5qtsbXOhyiUhfhexzoDYaybRopIUIjnKHuG17b9veN48l2/a+MrKeq+39TiLL9r2vgKRYWUnk/jVx"
    "9Rc12xc9WZtQttlQsJjDF8aCpdy/SjBYZvQPo8G+6h6xAQslaH7U88QENL0km7dDxn7EvdjIFVHQRwh+72Ik2BrzFPahzcSNxsFt"
    "tg9tNS3vmYuov0w/i7FuS6uql++X9qrq48Bdkep5SEt1U6heoLkviHG2zE+r84heAJZNSyQyDOUtyiTaUcyam0q0aP4qLFhVZCSr"
    "UrsqC1ej+dYlwbFE+CpmDGYi0TAU48Ew9cgXJAod7x++fqt8wsJnBOtQjdSMhWWqmp7fNow25TToLFEzlV1vWvMMzgEZnT6DqRj6"
    "beOOKREs17HvppFGXKqFy0ZVex1sPitGNZ6pSZI8lMHZMSvuhObxnA32XsT0HftWYuaahzN5/Tfid33/t7vl5pSZ8vbx5vOvyfB5"
    "G0s58nsD/sT8Alvjsrig4gm2GB60GjNSLCcJB1KvrQs3VmM92wkEUnbEOjtiBmC3wkpbQYpx6NQM+80CWXNv4+ZeX8T6WeWEbVGs"
    "0LXg6D05rHL2wqjSw1fdm7P9DKmHT6iF5BxQK5hNHtPHRxUQfXxUime8ZRtlvcCws5fVy87YU8OgspFm2gVbscFeUNnIF0lf6/6z"
    "7r/dxvIS9591UTXooirgGk1g1vpVn7uS4KWULIzKGsnPj+nUqC3YozmwKo4/BfeTJBJWEXOxD0zERlgZUHk0sE0WihbaPXd20j2a"
    "ueeOXl/EzjmHFbr8mpvZOvtM4f2dJc4+q5+0VX6tkXe2UfaZSYQp4pz5PJkKTDOTo1OVX2qQhIVhOANyKilGTKXKR4IAh2OqsoQO"
    "emAw0UR1HVSM7vy0e15YorW5iS233AVuCWdfOFt5VfGdAzIX6bkaldgYQi3YKJd8olZzxSpUm9YVrU9yqz7JlneXxQUfc3NuygK3"
    "UT9bifoBmQMLIRelti0LN8mCrRZksqUauLPu1TETd5nDXea+VXPF2YPo0qu26rcTcGKok9KwnbHrKsou+yhbH+/CUdZ7ot4iRcrT"
    "fTMg2ysBtQJLvGWAXFdq6VbF3gVUSvLAogm2l48mgqgUexheVRhouA6Uqt22CuOTtjPZbjA8mz5cvpl2M5F0x9qIWnurjQexvHu3"
    "4kHM6hJnw0F2Fcs2HOSFhIOYxTBaEA0Sl6srcmWmlewquDH76eAfezA9L6lYrDRWvM18V/cNwTzrXA55gaOyPrztH2mGmXpJNTBz"
    "3QNNeSM9MeD+LEvbgQ9XS3YV90zzbgOrv5ej3urvVn83lMiV9LuQPYnV7K95SKvFm01lKkVBlYHy0zOFMDqgYYrHJcbqxqvxAv4Y"
    "47S6qWFHeTsmInQ7SWeY/f0FqfGZnPE208aaVnYay9a08kJMKzuK2vVsK9nTsw9n8bCXdiadC56qU9j+i57sDufaQYWnDPebrWuf"
    "7wZQZJFa6BdQwTCV71hQ0UDl501ISZ8zrbsrxZ0OQSfE0GKMhc/VD1RtzwqMVs3MaQPrTTkYO0uMWQEN4a8kuLxqAFgeytapsHUq"
    "rMZr4xJeMH2tVrepw8tqda0u8Z3TP4ok6XkFpYIgnVOQKsrRxGO03yEiJJMk3174MBAb1RLtMt4n9zE/vsdKxZJFunAxJXKsmtsC"
    "cCTEoxKKA48WJ/pv7DnWcWy649iqNTYndfuilK2T+0LyhgxN3dulvbJraseu5e61yG5jo5DKD3sbhdQaax1WafCJL1RZnWFShYxH"
    "Taavm7QIrDXPHqt7Mz27bozvHJwtAlKl9Y8yYawW8pcD3Zk9pXkqJSGLwikZiIhQX6DNRucKEO6npp2Xx1zN7YK267apJab0NClm"
    "XVN6mouzWwivakrPrTTDTOlPwqGllXIztzsVzeg5gB/a0L/OanoAN8OeWhROwwDoD+xtSkawkgj1YM1gJ0sQID0hHiV5oh5398n7"
    "JwasMAgFnp8E9QdJfDYhGFpCJjwacmX/VtVDFq3qW3vyP/1/+vdy/PAHc7Rx/l5x7Iuf/4j4n+475F6vjoufuat+xkk/s9+PLL2n"
    "fTL6J/oD7uP4MH1Ft/Kk8Lz4Mg6hcZlgcs8C4QzVG2B9qT4P4dsxn2wyFFJ/PnxMnHlGwxQhHV17Cuf2YfwmHAdXfFBep6aIPxdU"
    "qIk3nrnmbF105k23e3R01j04Oj0/OT47Ozk/mFWfWby1rAzN1fWvWIkmx72T0jRLEtH0Qqwnoc5AWmH4zh+Th6cHFc5JGFV6UKp7"
    "cwE6uNUWcVy6xmfjVyrEZJr033B1pd2ymm2VpVijWWuMZi/GaLKgUTyT6HsLOgrgGdSUQtE3c7ua6Cs1QO+RVS0UQGAoCSgPdZQ0"
    "TpAIYPvkBus6o2CmxTNcq8qW6oiRLoALAicGWCuot+qKsgdgbIg3JSCh8v60KJhkOw9dQ0B8rKfGP7Y0tmTzcdz+ePTAwhpiSgrQ"
    "TMHIjVVGF6HLQoyPCkWktNEOkUIveKyXPhGzG6DqRKoNilaF+LOVkPQGIgTNcVRn6eeAWimbVxLNl0jm84J5MH7wuFPH951C7ILr"
    "W61+/crkz19/X9sSvBE3uGTUK6rgvSTyagZh8irXyA/5E7wJYh+YjnpvZRJSh2UsK2DLJgbKSURiYcG8aC11wveSAi515O88ZAtD"
    "FXZdAN9d3dpGpKyuXJuidl1GERsFxRmwyb1qChfNjP6hsvWbmIDoFzFfNXxCC/1ABdLDGsDYFLTXg/DnqlFa71HSIsPC4xSN5zOr"
    "wv2iUtX05OsoT6zAI7dEedLDW6c8dU9OKoiOMKpUdlT3lutPJWUMStWn2XiTy+0/m5nXWvzaKnCYcvT8zoLo0pcTxVEXT5/M7WoH"
    "0CMA9GgKUc3bnTpfkxoJSj2gPuEunGcCjhFnqqx0eITo6Zm7T64jdN1OQN+PdLwPTgQP9CXVGQpwtkzi6osaSpZ4vbf9BvY4y/W3"
    "5ANEucKVIKoFiPKtI+Y6gDc3aelXWTfctt3weXPSNqS7ZwmD2I+3Rgf7gj4CN5vF26Gd8OFZKZPR0iMajQtSOW5H1PNK5ZAUqk2C"
    "yFH37HQmg+CPZeLH7afLjx8XZRAsUVNY1qTcNJUBMXt9S4K2uMQmdQE6CZoucbnj10vFeZ6oN2YVLeDbtkhhNkEdwiTjjabKbUwM"
    "ODFHdEok/K9PUPTJea7yTJhJDiuuW3F9w5YiFnJnWCiqx7eWi+k0HfQjybyctg0HOr6UKMc1rQLlsucTnLW8Xh3gDIjJZ8HzW7py"
    "XXbrYDge3kLsHh5Uig49WBIderAQHQpPjAqLEJV7oTMgu+CGNioD+1nPs+//Bc1hgvA="
)

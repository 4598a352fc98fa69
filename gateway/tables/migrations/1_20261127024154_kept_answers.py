"""Made by `gateway makemigrations`. Read it before it is applied anywhere; never change it afterwards."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

UP = {
    "postgres": """
CREATE TABLE IF NOT EXISTS "gateway_kept_answer" (
    "key" VARCHAR(64) NOT NULL PRIMARY KEY,
    "hash" VARCHAR(64) NOT NULL,
    "status" SMALLINT NOT NULL,
    "sealed" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_gateway_kep_expires_9c2cb1" ON "gateway_kept_answer" ("expires_at");
COMMENT ON COLUMN "gateway_kept_answer"."key" IS 'A digest of who asked for what, and of the key';
COMMENT ON COLUMN "gateway_kept_answer"."hash" IS 'A digest of the request, to know another one by';
COMMENT ON COLUMN "gateway_kept_answer"."sealed" IS 'The headers and the body, which may say what is told once';
COMMENT ON TABLE "gateway_kept_answer" IS 'What the first request with an idempotency key was answered. It is written in the transaction of what it answers.';
""",
    "sqlite": """
CREATE TABLE IF NOT EXISTS "gateway_kept_answer" (
    "key" VARCHAR(64) NOT NULL PRIMARY KEY /* A digest of who asked for what, and of the key */,
    "hash" VARCHAR(64) NOT NULL /* A digest of the request, to know another one by */,
    "status" SMALLINT NOT NULL,
    "sealed" TEXT NOT NULL /* The headers and the body, which may say what is told once */,
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
    "eJztHWtz27jxr2D85ZIZ1WPLzyQ3nbFzyZ17SdyJ3abTx8gwCUmIKYIlKCtqm//eXYAUSYlUSImSIRozdxOLxILkLrDY9/53b0Aj"
    "NqHT/QvHEWM/2ntN/rvn0xGDPxbudcgeDYLMHbwS0XsvO7pHM6PvZRRSB2ftU08yuOQy6YQ8iLjwEehGjNi9cKdkMhTEoT7xxIBw"
    "/w254+4d4ZJEQ0bk+P4rcyIi+oRHcEk8MF/u4wNc4cATuD9oYK6xz/89Zr1IDBgMDGHGf/wLLnPfZd+YTH4GD70+Z56bQxR3cQJ1"
    "vRdNA3Xt7ZCG79VIfM/7niO88chPRwfTaCj82XD4DLw6YD4LAZFuBmX+2PNiJCeX9LvChSgcs9lLuukFl/Xp2EPEI7R+g/TaXq/3"
    "6fq2d/PuttfbWyBKApHBbXzJET4SlPuRVN8/ot96HvMH0RB+nh5/189J8aBH4QP/evH57W8Xn1+cHr/EBwpYFXrVfIrvdNWt72oK"
    "GlE9icJ6imY2otyrg+kZgLnI3ruQBN8S16dkfgQrEhZmB9YtLN8JC2EhSza/1KuQo3tShR4wqpQg6h5SJKWA+rcGAZLxzeA/uZAS"
    "IOUqM2zvbWWxH3YPKmAXRpViV93LYzegUk5EWIuZZGFWwnK8hmsheZVlToZUDoEF04hIOpVkKCaw0MmE4vp32Rs1KZlw+IRxRCjJ"
    "flj9tX9Sae2fLFn7J/PUUcyk98hCDpO6PRotkukXQHPER2wJN5qfYI5mbjzDfvKHMRSsvFGWYP726uO7m9uLj3/G6UdS/ttTWLu4"
    "fYd3uurqdO7qi9M5Is0mIV+ubn8j+JP8/frTO4VNIaNBqJ6Yjrv9+x6+Ex1HoueLSY+6WZwkl5NLOZpHIgrq7MZkvMk78RalIEY9"
    "5sI/TsiULKREIwaUdOEhTiRCY7YdohQw7Pd5OFpp2xVOYLed6duuJyNWsPcu+eDKj5ZQOgGbozDXGskmRI6DFTagRyWcg/CqZCyZ"
    "2yF9EcKZ5wiXEaU9SSJ8p6rcN8A3/cOrbvfo6Kx7cHR6fnJ8dnZyfnAOY9VnLd46W7JcLq9+vfp0m6c+Xsjvyz4cZmOk+QKJSumT"
    "BTGXPF9C4Q9m4gdI5RwooRikIlrIB0NgmX494nQPj8+Oz49Oj2c0mV1ZRopFtLNAOMMaOJ+NNxfhF47DZKKK42EEqjujocdB+1Gv"
    "T2jIyKPgVWXBhlEOZyRiaIWjJw/ZwJmzEj02aQGAD3SvfW8an4c7cgjFR/fSM8jlEpG+CtnnQK2sYZqsgYa8/kPGxoQX7qnzMKGh"
    "28vdSRdEKLyi0+4yBnv/+2fmUYXJRZrPWVI/w1Q7uNu/Jws9uZru+qwtlPkRj/jauLrSE03biii0BgCP8Lj/sC6qPqqpPsBMbUVW"
    "CLrpIwunPRSR10XX53iytzBXWxEmQaSCeddF1Y2epq1YogHvPbDp2mw94L+zKozKzHN8OY7wLkOA9XD0Vk/T1pXUBF+6GMPlkP9H"
    "jWszc3LZI3dYI7z8FzVVRWTt4vbr0xH31pem3uM0rZKlUGYXXVEmxS/eGnVH81eoTwfqk/DZ+KQiQX1JSEQiyFcPi+iFCcgPYyMu"
    "CI7VLjPqk3gC9KO9IRO8iDYpNWREp8QVSYhDIDzuwIr5idyPJffhBF+MlWh47oLYiX/sZQJB1Ef/a51wimV238KAigIDV7z9zY2n"
    "2KIhtzzKIlmgVX1eyfjt+fh3LqQlwz9C6q9mS8xDWluiKUamKrbEhPfXixPLQ21qe+16wNiCLW8B7Ys4fy9Cxgc+6GwK81fwkjR2"
    "ty033O0eysvEJzyU6WR2+M4tNsCAyzwW6RV6cfP24pd3e9/LraQblcVmhsAiQSxrJawghfHs8B9LYDPJ6CdJ8MkEo5eSMFMGMD/J"
    "11peonDd4dTDoFPukyAUj6xI7mpixkJpi0s5ZoonxCGuVt7aDXkrJVzlAOIZRAtlro0EESVbogaSMyAWy9WwjK6MlWTbHKAVba1o"
    "u3tylhVtrWhbX7TNOG6LhNu8X7eCeJvxKVe1MeJYbQfUofg4AUqggj2ykIgAY7J4RJCDaROgylYRfXKn4tnvimyLjcy5Rj4WphrU"
    "YUfJeHPThIzNyQrGIZwotQyGGRCTJas9lakx7cAylRgkHxJnSP3BSslYh6dVsoXmj/FMstBpYTZKHaw3nAv31BLV5nPdbNjnc5Rn"
    "2beAw2yrpHflILdD9ScQt0wncqUEE0y6WIHEGTAb1Gsyfa1WarVSq5WuqpXm4mOL9NL5ANoKmmkugLeaboqrBOQMlRGUT07VuiWX"
    "xAO+0VGpcotqaH3whiuAWBfKtlwoT6vvP7UwvuGQFSsrWVnJykpWVrKyUpGslCTIFIlJmeSZChKSzIyuYLe/D8VEsqwsM4A3JNzf"
    "J1hgwBHigTMyFPAVOp4EDz2GadbkDv+8i+uiYXzvPSNyKCZ+kS1/Y8+x9dbW41BH3Qoc6qhbyqHwlslilUGobl6oGsGaF25BUsef"
    "bq4/FWM3AzIvUHEnIv8jHpcGpVft/ZYW+FKxa76qyxgNgYfAfy8+v39Lzg/PTl++JsHEBS0sCjqkzyrWeFhCD8RgTvZK6PDi48Xf"
    "5kn09sP15bxQhRNcztELJKghRg46K7oEiuBb6Bhok1xs/T/l3LG9/h/JmL8CyTNgLaT3jtC30rbmrsd6q3v5CsAtwY0muPXoPgcq"
    "h+xRrBZ8nIe0tkqTqUwHrMhktsRMmQCYW4F670uSb52YWhzqeRggKZnXr6YObSG4H6gEhCzQWJcgPwUxGv0sZImminKcqvO4Ct6b"
    "NxNY27y1zVvb/Kq2+bgsU2H9jlnFpiqlO3SVqKqWeVD/VZYp9eKyvvr+67i0aYywDkYUq9gEx+MwfJ/cBSHr82+qVQn2JoG1FcKw"
    "e2xowp0hCZgIPEYefG1YowOgSpHFfuvPt5Z8a8nfEVQ3f0TrTVMHuSlEC+NPms90ML/nzPaQu4muM9IRQVF5sXJPVAqxfUfU3s/9"
    "se8gGsn9mHsR9+U+Pu+PNcX+JtTnjXiarNuhfDO01+1gkJHSmq9s2kkD7v9boTN7uT+OKuZMtonU1h79HKj8ZPa5H9O0TTqWtlDU"
    "xHIOyCJ5J2ygZmG8SRPo4nJuArNvZzO1ErG5LWyUaTlGfJFpOaVJBdNyuhQq1YNmA1B1Wchcco3F4kk3Nt7qcMrTs+NXmOmmtONu"
    "h+C1s5NXhy8L6z+vM5e1+JrAvTtLLL7WarZZq5mOxq6D4RTCZBzv+cKHOWLOqxvE9u6p5M78RZSl0YcUhPwRXhs9ZL2vk+h10tlZ"
    "FyxdI4yhKbdINrgT37wO0VII01v6qvbaoq89d7O3fnrZ/eukqL1VuXE5Gb+WaXlLeL8CXAfje487BLsI6Tauc/thbdPHRqzMqpp8"
    "/KAaxJkDs+b/xgkD8hgPQezqjUNeizQLgJY4jRMH7/c8MRDjqLcyoZZOYonWONFEyAe8qBFeOYkyILtLkL1r/RWkH4pRHMKjhAM1"
    "RqqEXCof1Jmley+beVQ9T/+0jgoGMTpDJjPpE39Rrz6dFiFbQK8BizARnvn4wxWgAfkiIlLbf8yjXklX4yVyRgLQAlrxlFKwxaRi"
    "hXX01W0TK04QWCTXpQCqUL+YYhmoOZrdA9imiDW7UlOf0kcRrKNHRrhPaJIV0SHUd7F8RBix9Tnh5fX1hxx5Lq/mqk59+svHy3ef"
    "XxwqWsEgrg3PSTGqTINGHoJAF9BQd5WpQZg5SMOJcz0OJWBaqE41sHNgxzBXbRknbe1qClGCsRwytyd8ry5R5iANJ0quZSwJGTxN"
    "omw3lhFWW9Efoy36rw672lVuCo1YIJyCqOTSmnmz8T8um9cUSQ7qksNxmJzxMB1vz2jocRYS9fqEhow8Cl6xzEVcXq97eHx2fH50"
    "ejyrqje7sqyY3iLKbXBhOarbG1zocolIX4Xsc6A2Gsm0aKSFCI5yh7hte2/b3jePJdv2vjKynqrt/U4iy/a9r4CkWFlJ5P41cfVn"
    "NdtnPVmbULbZULCYwxfGgqXcv0owWGb0D6PBvugesQELJWh+1PPEBDS9JJu3Q8Z+xL3YyBVR0EcIfu9iJNga8xT2oc3EjcbBbbYP"
    "bTUt74mLqD9PP4uxbkurqpfvl/aq6uPAXZHqeUhLdVOoXqC5L4hxtsxPq/OIngGWTUskMgzlLcok2lHMmptKtGj+KixYVWQkq1K7"
    "KgtXo/nWBcGxRPgqZgxmItEwFOPBMPXIFyQKHe8fvnyjfMLCZwTrUI3UjIVlqpqe3zaMNuU06CxRM5Vdb1rzDM4BGZ0+g6kY+m3j"
    "jikRLNex76aRRlyqhctGVXsdbD4rRjWeqUmSPJTB2TEr7oTm8ZwN9l7E9C37VmLmmoczef034nd997fb5eaUmfL24frTr8nweRtL"
    "OfJ7A/7I/AJb47K4oOIJthgetBozUiwnCQdSr60LN1ZjPdsJBFJ2xDo7YgZgt8JKW0GKcejUDPvNAllzb+PmXl/E+lnlhG1RrNC1"
    "4Og9Oaxy9sKo0sNX3Zuz/Qyph0+oheQcUCuYTR7Tx0cVEH18VIpnvGUbZT3DsLPn1cvO2FPDoLKRZtoFW7HBnlHZyGdJX+v+s+6/"
    "3cbyEvefdVE16KIq4BpNYNb6VZ+6kuCFlCyMyhrJz4/p1Kgt2KM5sCqOPwX3kyQSVhFzsQ9MxEZYGVB5NLBNFooW2j13dtI9mrnn"
    "jl6+jp1zDit0+TU3s3X2mcL7O0ucfVY/aav8WiPvbKPsM5MIU8Q583kyFZhmJkenKr/UIAkLw3AG5FRSjJhKlY8EAQ7HVGUJHfTA"
    "YKKJ6jqoGN35afe8sERrcxNbbrkL3BLOvnC28qriOwdkLtJzNSqxMYRasFEu+USt5opVqDatK1qf5FZ9ki3vLosLPubm3JQFbqN+"
    "thL1AzIHFkIuSm1bFm6SBVstyGRLNXBn3atjJu4yh7vMfaPmirMH0aVXbdVvJ+DEUCelYTtj11WUXfZRtj7ehaOs90i9RYqUp/tm"
    "QLZXAmoFlnjDALmu1NKtir0LqJTknkUTbC8fTQRRKfYwvKow0HAdKFW7bRXGJ21nst1geDZ9uHwz7WYi6Y61EbX2VhsPYnn3bsWD"
    "mNUlzoaD7CqWbTjIMwkHMYthtCAaJC5XV+TKTCvZVXBj9tPBP/Zgel5SsVhprHib+a7uG4J51rkc8gJHZX142z/SDDP1kmpg5roH"
    "mvJGemLA/VmWtgMfrpbsKu6Z5t0GVn8vR73V363+biiRK+l3IXsUq9lf85BWizebylSKgioD5adnCmF0QMMUj0uM1Y1X42v4Y4zT"
    "6qaGHeXtmIjQ7SSdYfb3F6TGJ3LG20wba1rZaSxb08ozMa3sKGrXs61kT88+nMXDXtqZdC54qk5h+896slucawcVnjLcb7aufb4b"
    "QJFFaqFfQAXDVL5jQUUDlZ83ISV9zrTurhR3OgSdEEOLMRY+Vz9QtT0rMFo1M6cNrDflYOwsMWYFNIS/kuDyqgFgeShbp8LWqbAa"
    "r41LeMb0tVrdpg4vq9W1usR3Tv8okqTnFZQKgnROQaooRxOP0X6HiJBMknx74cNAbFRLtMt4n9zF/PgOKxVLFunCxZTIsWpuC8CR"
    "EA9KKA48Wpzov7HnWMex6Y5jq9bYnNTti1K2Tu4zyRsyNHVvl/bKrqkdu5a71yK7jY1CKj/sbRRSa6x1WKXBJ75QZXWGSRUyHjWZ"
    "vm7SIrDWPHus7s307LoxvnNwtghIldY/yoSxWshfDnRn9pTmqZSELAqnZCAiQn2BNhudK0C4n5p2nh9zNbcL2q7bppaY0tOkmHVN"
    "6Wkuzm4hvKopPbfSDDOlPwqHllbKzdzuVDSj5wB+aEP/MqvpAdwMe2pROA0DoD+wtykZwUoi1IM1g50sQYD0hHiQ5JF63N0n7x4Z"
    "sMIgFHh+EtQfJPHZhGBoCZnwaMiV/VtVD1m0qm/tyf/0/+nfyfH9V+Zo4/yd4tivf/4a8T/edcidXh2vf+au+hkn/cx+P7D0nvbJ"
    "6J/oD7iL48P0Fd3Kk8Lz4ss4hMZlgskdC4QzVG+A9aX6PIRvx3yyyVBI/fnwMXHmGQ1ThHR07Smc24fxm3AcXPJBeZ2aIv5cUKEm"
    "3njmmrN10ZlX3e7R0Vn34Oj0/OT47Ozk/GBWfWbx1rIyNJdXv2Ilmhz3TkrTLElE0wuxnoQ6A2mF4Tt/TB6eHlQ4J2FU6UGp7s0F"
    "6OBWW8Rx6RqfjV+pEJNp0n/D1ZV2y2q2VZZijWatMZo9G6PJgkbxRKLvDegogGdQUwpF38ztaqKv1AC9B1a1UACBoSSgPNRR0jhB"
    "IoDtk2us64yCmRbPcK0qW6ojRroALgicGGCtoN6oK8oegLEh3pSAhMr706Jgku08dA0B8aGeGv/Q0tiSzcdx++PRPQtriCkpQDMF"
    "IzdWGV2ELgsxPioUkdJGO0QKveCxXvpEzG6AqhOpNihaFeJPVkLSG4gQNMdRnaWfA2qlbF5JNF8imc8L5sH43uNOHd93CrELrm+1"
    "+vUrkz99+X1tS/BG3OCSUa+ogveSyKsZhMmrXCM/5I/wJoh9YDrqvZVJSB2WsayALZsYKCcRiYUF86K11AnfSwq41JG/85AtDFXY"
    "dQF8d3VrG5GyunJtitp1EUVsFBRnwCb3qilcNDP6h8rWb2ICol/EfNXwCS30AxVID2sAY1PQXg/Cn6tGab1HSYsMC49TNJ7PrAp3"
    "i0pV05OvozyxAo/cEuVJD2+d8tQ9OakgOsKoUtlR3VuuP5WUMShVn2bjTS63/2RmXmvxa6vAYcrR8zsLogtfThRHXTx9MrerHUAP"
    "ANCjKUQ1b3fqfE1qJCj1gPqEu3CeCThGnKmy0uERoqdn7j65itB1OwF9P9LxPjgRPNCXVGcowNkyiasvaihZ4vXe9hvY4yzX35IP"
    "EOUKV4KoFiDKt46Y6wDe3KSlX2XdcNt2w6fNSduQ7p4lDGI/3hod7Av6ANxsFm+HdsL7J6VMRkuPaDQuSOW4GVHPK5VDUqg2CSJH"
    "3bPTmQyCP5aJHzcfLz58WJRBWm2Zwvo76KpBFoMrHMPzO8B2uDMkIzolEv7X7BsdQp6rzOJmWqesrGhlxQ2bKVgI+6JQToxvLZcR"
    "aTroR2JhOW0bjrJ7LiF2a6qk5YLPI7BPXq8IbQbE5APi6c0suRavtZygengLsXt4UCk08WBJaOLBQmgiPDEqrIBT7gLNgOyCD9So"
    "9N8nPc++/x8G/gmb"
)

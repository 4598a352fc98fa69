"""Made by `gateway makemigrations`. Read it before it is applied anywhere; never change it afterwards."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

UP = {
    "postgres": """
CREATE TABLE IF NOT EXISTS "gateway_untold_change" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "tables" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_gateway_unt_made_at_82ba68" ON "gateway_untold_change" ("made_at");
COMMENT ON COLUMN "gateway_untold_change"."tables" IS 'The names of the tables, with spaces between them';
COMMENT ON TABLE "gateway_untold_change" IS 'A change of which it is not sure that the caches were told. It is written in the transaction of what it is about.';
""",
    "sqlite": """
CREATE TABLE IF NOT EXISTS "gateway_untold_change" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "tables" TEXT NOT NULL /* The names of the tables, with spaces between them */,
    "made_at" TIMESTAMP NOT NULL
) /* A change of which it is not sure that the caches were told. It is written in the transaction of what it is about. */;
CREATE INDEX IF NOT EXISTS "idx_gateway_unt_made_at_82ba68" ON "gateway_untold_change" ("made_at");
""",
}

DOWN = {
    "postgres": """
DROP TABLE IF EXISTS "gateway_untold_change";
""",
    "sqlite": """
DROP TABLE IF EXISTS "gateway_untold_change";
""",
}

CHECKS: dict[str, dict[str, str]] = {}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return UP[db.capabilities.dialect]


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN[db.capabilities.dialect]


MODELS_STATE = (
    "eJztPf1v2ziy/wqRX7YF/ILE+Wy7OCDptru5bZtDm3s93AccWqJtbmRRJ0pxfff6v78ZUp+25Eq27MgKgV00ljiUNEMO53v+ezCm"
    "AZvR+eGVZYnQDQ5ek/8euHTK4I+lez1yQD0vcwevBHToZEcPaGb0UAY+tXDWEXUkg0s2k5bPvYALF4G+iCkbCntOZhNBLOoSR4wJ"
    "d9+Qe27fEy5JMGFEhsM/mBUQMSI8gEvigbnyEB9gCwuewN1xA3OFLv93yAaBGDMY6MOM//gXXOauzb4xGf/0HgYjzhw7hyhu4wTq"
    "+iCYe+ra2wn136uR+J7DgSWccOqmo715MBFuMhw+A6+Omct8QKSdQZkbOk6E5PiSfle4EPghS17STi/YbERDBxGP0PoN0msHg8Gn"
    "27vBl3d3g8HBElFiiAxuo0uWcJGg3A2k+v4p/TZwmDsOJvDz/PS7fk6KBz0KH/i/V5/f/nb1+cX56Ut8oIBVoVfNp+hOX936rqag"
    "AdWTKKynaGZTyp06mE4A2ovsgytJ8C1xfUrmBrAiYWH2YN3C8p0xHxayZItLvQo5+mdV6AGjSgmi7iFFUgqof2sQIB7fDP7jCykB"
    "Uq6SYPtgJ4v9uH9UAbswqhS76l4eux6Vcib8WswkC7MWlqM1XAvJ6yxzMqFyAiyYBkTSuSQTMYOFTmYU17/N3qhJyYzDJ4QBoST7"
    "YfXX/lmltX+2Yu2fLVJHMZPBI/M5TGoPaLBMpl8AzQGfshXcaHGCBZrZ0QyH8R+toWDljbIC83c3H999ubv6+Becfirlvx2Ftau7"
    "d3inr67OF66+OF8gUjIJ+Xpz9xvBn+Tvt5/eKWwKGYx99cR03N3fD/CdaBiIgStmA2pncRJfji/laB6IwKuzG+Pxbd6JdygFMeow"
    "G/6xfKZkISUaMaCkDQ+xAuG3ZtshSgHD7oj707W2XeEEZtu1fdsNZMAK9t41H9+4wQpKx2ALFOZaI9mGyHG0xgZ0qIRzEF6VhJLZ"
    "PTISPpx5lrAZUdqTJMK1qsp9Y3zT/3nV75+cXPSPTs4vz04vLs4ujy5hrPqs5VsXK5bL9c2vN5/u8tTHC/l9OYLDLESaL5GolD5Z"
    "kPaS56sv3HEifoBUzoESikEqovl8PAGW6dYjTv/49OL08uT8NKFJcmUVKZbRzjxhTWrgPBnfXoRfWRaTsSqOhxGo7oz6DgftR70+"
    "oT4jj4JXlQUbRjmckYihNY6ePGQDZ85a9NimBQA+0L51nXl0Hu7JIRQd3SvPIJtLRPo6ZF8ANbJG22QNNOSNHjI2JrwwpNbDjPr2"
    "IHcnXRC+cIpOu+sI7P3vn5lDFSaXab5gSf0MU+3hbv8eL/T4arrrs7ZQ5gY84Bvj6kZPNO8qotAaADzC4e7Dpqj6qKb6ADN1FVk+"
    "6KaPzJ8PUETeFF2fo8newlxdRZgEkQrm3RRVX/Q0XcUS9fjggc03Zuse/51VYVTtPMdX4wjvMgTYDEdv9TRdXUlN8KWrEC77/D9q"
    "XJeZk80eucUa4eW/qKkqImsft9+ITrmzuTT1HqfplCyFMrvoizIpfvnWtD9dvEJdOlafhM/GJxUJ6itCImJBvnpYxMCPQX4YG3FF"
    "cKx2mVGXRBOgH+0NmeFFtEmpIVM6J7aIQxw84XALVsxPZBhK7sIJvhwr0fDcBbET/zjIBIKoj/7XJuEUq+y+hQEVBQauaPu3N55i"
    "h4bc8iiLeIFW9XnF43fn49+7kJYM//Cpu54tMQ9pbIltMTJVsSXGvL9enFgealvba98DxpZseUtoX8b5e+EzPnZBZ1OYv4GXpJG7"
    "bbXhbv9QXiY+4aFMZ8nhu7DYAAM2c1igV+jVl7dXv7w7+F5uJd2qLJYYAosEsayVsIIUxrPDfyyBJZLRT5LgkwlGL8VhpgxgfpKv"
    "tbxE4brFqYNBp9wlni8eWZHc1cSMhdIWlzJkiidEIa5G3toPeSslXOUA4gSigzLXVoKI4i1RA8kZEIPlalhGV8Zasm0O0Ii2RrTd"
    "PznLiLZGtK0v2mYct0XCbd6vW0G8zfiUq9oYcay2A+pQfJwAJVDBHplPhIcxWTwgyMG0CVBlq4gRuVfx7PdFtsVG5twgHwtTDeqw"
    "o3h8e9OEWpuT5YU+nCi1DIYZkDZLVgcqU2Peg2UqMUjeJ9aEuuO1krGOz6tkCy0e45lkofPCbJQ6WG84F+6pJart57qZsM/nKM+y"
    "bx6H2dZJ78pB7obqTyButZ3IlRJMMOliDRJnwExQb5vpa7RSo5UarXRdrTQXH1ukly4G0FbQTHMBvNV0U1wlIGeojKB8cqrWLbkk"
    "DvCNnkqVW1ZD64M3XAHEuFB25UJ5Wn3/qYXxLYesGFnJyEpGVjKykpGVimSlOEGmSEzKJM9UkJBkZnQFu/3QFzPJsrLMGN6QcPeQ"
    "YIEBS4gHzshEwFfoeBI89BimWZN7/PM+qouG8b1DRuREzNwiW/7WnmPqrW3GoU76FTjUSb+UQ+GtNotVLUJ180LVFNa8sAuSOv78"
    "5fZTMXYzIIsCFbcC8n/E4bJF6VUHv6UFvlTsmqvqMgYT4CHw34vP79+Sy+OL85eviTezQQsLvB4ZsYo1HlbQAzGYk71iOrz4ePW3"
    "RRK9/XB7vShU4QTXC/QCCWqCkYPWmi6BIvgOOga6JBcb/085d+yu/0cy5q5B8gxYB+m9J/SttK257bDB+l6+AnBD8FYT3Hh0nwOV"
    "ffYo1gs+zkMaW2WbqUzHrMhktsJMGQO0twL1wdc43zo2tVjUcTBAUjJnVE0d2kFwP1AJCFmgsa5AfgrSavQzn8WaKspxqs7jOnhv"
    "3kxgbPPGNm9s8+va5qOyTIX1O5KKTVVKd+gqUVUt86D+qyxT6kRlffX911Fp0whhPYwoVrEJlsNh+CG593w24t9UqxLsTQJry4dh"
    "Q2xowq0J8ZjwHEYeXG1Yo2OgSpHFfufPN5Z8Y8nfE1Q3f0TrTVMHuSlEB+NPms90aH/Pmd0hdxtdZ6QlvKLyYuWeqBRi946og59H"
    "oWshGskw5E7AXXmIz/tTTbG/CfV5K54m43Yo3wzddTu0yEhpzFcm7aQB9/+d0Jm93A2DijmTXSK1sUc/Byo/mX3uxzTtko6lLRQ1"
    "sZwDMkjeCxtouzDepAl0eTk3gdm3yUydRGxuC7fKtBwhvsi0nNKkgmk5XQqV6kGzMai6zGc2ucVi8aQfGW91OOX5xekrzHRT2nG/"
    "R/Daxdmr45eF9Z83mctYfNvAvXsrLL7GarZdq5mOxq6D4RSizTg+cIULc0ScVzeIHQyp5NbiRZSl0Yfk+fwRXhs9ZIM/ZsHruLOz"
    "Lli6QRhDU26RbHAnvnkdoqUQbW/pq9pri5H23CVv/fSy+x+zovZW5cblePxGpuUd4f0GcO2FQ4dbBLsI6TauC/thY9PHVqzMqpp8"
    "9KAaxFkAM+b/xgkD8hj3QewahD6vRZolQEOcxomD9weOGIswGKxNqJWTGKI1TjTh8zEvaoRXTqIMyP4S5OBWfwUZ+WIahfAo4UCN"
    "kSohl8oHdWbp3svtPKqep39aRwWDGJ0hUzvpE33RoD6dliE7QK8xCzARnrn4wxagAbkiIFLbf9pHvZKuxivkjBigA7TiKaVgi0nF"
    "Cuvoq7smVpQgsEyuawFUoW4xxTJQCzQbAti2iJVcqalP6aMI1tEjI9wlNM6K6BHq2lg+wg/Y5pzw+vb2Q4481zcLVac+/fXj9bvP"
    "L44VrWAQ14bnuBhVpkEj90Gg86ivu8rUIMwCZMuJcxv6EjAtVKca2DmwY5ittoyVtnZtC1G8UE6YPRCuU5coC5AtJ0quZSzxGTxN"
    "omwXygCrreiP0Rb9V8d97SpvC42YJ6yCqOTSmnnJ+B+XzWuKJEd1yWFZTCY8TMfbM+o7nPlEvT6hPiOPglcscxGV1+sfn16cXp6c"
    "nyZV9ZIrq4rpLaPcBBeWo7q7wYU2l4j0dci+AGqikdoWjbQUwVHuEDdt703b++axZNreV0bWU7W930tkmb73FZAUKSux3L8hrv6i"
    "ZvusJ+sSyrYbChZx+MJYsJT7VwkGy4z+YTTYV90j1mO+BM2POo6YgaYXZ/P2SOgG3ImMXAEFfYTg9y5Hgm0wT2Ef2kzcaBTcZvrQ"
    "VtPynriI+vP0s7TWbWlU9fL90l1VPfTsNamehzRUbwvVCzT3JTHOlPnpdB7RM8By2xKJWobyDmUS7Slm25tKtGz+KixYVWQkq1K7"
    "KgtXo/nWFcGxRLgqZgxmIsHEF+F4knrkCxKFTg+PX75RPmHhMoJ1qKZqxsIyVU3PbxpGt+U06K1QM5Vdb17zDM4BtTp9BlMx9NtG"
    "HVMCWK6ha6eRRlyqhcumVXsdbD8rRjWeqUmSPFSLs2PW3AnN4zkb7L2M6Tv2rcTMtQjX5vXfiN/13d/uVptTEuXtw+2nX+PhizaW"
    "cuQPxvyRuQW2xlVxQcUT7DA8aD1mpFhOHA6kXlsXbqzGenYTCKTsiHV2RAJgtsJaW0GK0Ldqhv1mgYy5t3Fzrysi/axywrYoVug6"
    "cPSeHVc5e2FU6eGr7i3YfibUwSfUQnIOqBPMJo/p05MKiD49KcUz3jKNsp5h2Nnz6mXX2lOjRWUj22kX7MQGe0ZlI58lfY37z7j/"
    "9hvLK9x/xkXVoIuqgGs0gVnjV33qSoJXUjI/KGskvzimV6O24IDmwKo4/hTcT5JIWEXMxj4wAZtiZUDl0cA2WShaaPfcxVn/JHHP"
    "nbx8HTnnLFbo8mtuZuPsawvv761w9hn9pKvya428s62yz0wiTBHnzOfJVGCamRydqvxSg8QsDMMZkFNJMWUqVT4QBDgcU5UldNAD"
    "g4lmquugYnSX5/3LwhKtzU1suOU+cEs4+/xk5VXFdw6ovUjP1ajExhBqwQa55BO1mitWodq2rmh8kjv1SXa8uywu+Iib87YscBP1"
    "s5OoH5A5sBByUWrbqnCTLNh6QSY7qoGbdK+OmLjNLG4z+42aK8oeRJdetVW/m4CTljopW7Yz9l1F2WcfZefjXTjKeo/UWaZIebpv"
    "BmR3JaDWYIlfGCDXllq6VbF3HpWSDFkww/bywUwQlWIPw6sKAw3XgVK129ZhfNJ0JtsPhmfSh8s3034mku5ZG1FjbzXxIIZ371c8"
    "SLu6xJlwkH3FsgkHeSbhIO1iGB2IBonK1RW5MtNKdhXcmKN08I89mI4TVyxWGiveZq6t+4ZgnnUuh7zAUVkf3vSPbIeZekU1sPa6"
    "B5ryRjpizN0kS9uCD1dLdh33TPNuA6O/l6Pe6O9Gf28pkSvpdz57FOvZX/OQRotvN5WpFAVVBspPzxSi1QENczwuMVY3Wo2v4Y8Q"
    "p9VNDXvK2zETvt2LO8McHi5JjU/kjDeZNsa0stdYNqaVZ2Ja2VPUbmZbyZ6eIziLJ4O0M+lC8FSdwvaf9WR3ONceKjxluN9uXft8"
    "N4Aii9RSv4AKhql8x4KKBio3b0KK+5xp3V0p7nQCOiGGFmMsfK5+oGp7VmC0amZOE1jfloOxt8KY5VEf/oqDy6sGgOWhTJ0KU6fC"
    "aLwmLuEZ09dodds6vIxW1+kS3zn9o0iSXlRQKgjSOQWpohxNHEZHPSJ8Movz7YULA7FRLdEu40NyH/Hje6xULFmgCxdTIkPV3BaA"
    "AyEelFDsObQ40X9rzzGO47Y7jo1aY3JSdy9KmTq5zyRvqKWpe/u0V/ZN7di33L0O2W1MFFL5YW+ikDpjrcMqDS5xhSqrM4mrkPGg"
    "yfT1Ni0CY80zx+pBomfXjfFdgDNFQKq0/lEmjPVC/nKge7OnNE+lxGeBPydjERDqCrTZ6FwBwt3UtPP8mGt7u6Dtu21qhSk9TYrZ"
    "1JSe5uLsF8KrmtJzK61lpvRHYdHSSrmZ272KZvQcwA9t6F+Tmh7AzbCnFoXT0AP6A3ubkymsJEIdWDPYyRIESEeIB0keqcPtQ/Lu"
    "kQEr9HyB5ydB/UESl80IhpaQGQ8mXNm/VfWQZav6zp78T/ef7r0Mh38wSxvn7xXHfv3zHwH/032P3OvV8fpnbqufUdJP8vuBpfe0"
    "T0b/RH/AfRQfpq/oVp4UnhddxiE0KhNM7pknrIl6A6wvNeI+fDvmk80mQurPh4+JMs+onyKkp2tP4dwujN+G4+Caj8vr1BTx54IK"
    "NdHGa685WxededXvn5xc9I9Ozi/PTi8uzi6Pkuozy7dWlaG5vvkVK9HkuHdcmmZFIppeiPUk1ASkE4bv/DF5fH5U4ZyEUaUHpbq3"
    "EKCDW20Zx6VrPBm/ViGmtkn/DVdX2i+r2U5ZijGadcZo9myMJksaxROJvl9ARwE8g5pSKPpmblcTfaUGGDywqoUCCAwlHuW+jpLG"
    "CWIB7JDcYl1nFMy0eIZrVdlSLTHVBXBB4MQAawX1Rl1R9gCMDXHmBCRUPpoXBZPs5qEbCIgP9dT4h47Glmw/jtsNp0Pm1xBTUoBm"
    "CkZurTK68G3mY3yULwKljfaIFHrBY730mUhugKoTqDYoWhXiT1ZC0hkLHzTHaZ2lnwPqpGxeSTRfIZkvCuZeOHS4Vcf3nULsg+tb"
    "rX79yuTPX3/f2BK8FTe4ZNQpquC9IvIqgWjzKtfI9/kjvAliH5iOem9lElKHZSQrYMsmBspJQCJhoX3RWuqEH8QFXOrI33nIDoYq"
    "7LsAvr+6tYlIWV+5bovadRUEbOoVZ8DG96opXDQz+ofK1m9iBqJfwFzV8Akt9GMVSA9rAGNT0F4Pwp+tRmm9R0mLDAuPUzSeJ1aF"
    "+2WlqunJN1GeWIFHboXypId3Tnnqn51VEB1hVKnsqO6t1p9KyhiUqk/J+DaX238yM6+x+HVV4GjL0fM784IrV84UR10+fTK3qx1A"
    "DwAwoClENW936nyNayQo9YC6hNtwngk4Rqy5stLhEaKnZ/YhuQnQdTsDfT/Q8T44ETzQlVRnKMDZMouqL2ooWeL13vUbmOMs19+S"
    "jxHlCleCqBYgyreOmOsB3uy4pV9l3XDXdsOnzUnbku6eJQxiP9oaPewL+gDcLIm3Qzvh8Ekpk9HSAxqEBakcX6bUcUrlkBSqS4LI"
    "Sf/iPJFB8Mcq8ePLx6sPH5ZlkE5bprD+DrpqkMXgCsfw/B6wHW5NyJTOiYT/NftGh5BjK7N4O61TRlY0suJ2ZcW/urgF4ExzFXdZ"
    "lhZzA6rJi6ECGVgpTAUfsR6txQXcqVztT4xZlKEfGRJUA2BqTRhIZ6o/KjymnrgGA+lQhEGRw/gJ3sCEF+5peKFa8wUCSfkBmkK0"
    "/gDFj5SxfKjfu6dVJ+lRi2VaEk5Yxbr3uz44pyACrHFqZsDMkWmOzBLLPvPheCg8LKNbq49Jmg760blYTtuGT47ncmxsaMUtPxAe"
    "QePg9eq2Z0DafCQ8vWci1xW9Doaj4R3E7vFRpWj+oxXR/EdL0fzwxKCwaFx51FAGZB/Chpo4KxsLFXrS8+z7/wPH4lpc"
)

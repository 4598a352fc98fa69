"""Made by `gateway makemigrations`. Read it before it is applied anywhere; never change it afterwards."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

UP = {
    "postgres": """
CREATE TABLE IF NOT EXISTS "artist" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(200) NOT NULL,
    "country" VARCHAR(2),
    "formed" SMALLINT,
    "biography" TEXT
);
CREATE INDEX IF NOT EXISTS "idx_artist_name_213a81" ON "artist" ("name");
CREATE INDEX IF NOT EXISTS "idx_artist_country_6c6d9e" ON "artist" ("country");
CREATE INDEX IF NOT EXISTS "idx_artist_formed_7633b3" ON "artist" ("formed");
COMMENT ON COLUMN "artist"."id" IS 'The artist''s key.';
COMMENT ON COLUMN "artist"."name" IS 'The name on the sleeve.';
COMMENT ON COLUMN "artist"."country" IS 'Where the artist is from (ISO 3166-1 code).';
COMMENT ON COLUMN "artist"."formed" IS 'The year of the first record or of birth.';
COMMENT ON COLUMN "artist"."biography" IS 'A few sentences about the artist.';
COMMENT ON TABLE "artist" IS 'A person or a band that makes records.';
CREATE TABLE IF NOT EXISTS "genre" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) NOT NULL UNIQUE,
    "parent_id" INT REFERENCES "genre" ("id") ON DELETE RESTRICT,
    CONSTRAINT "genre_parent_other" CHECK (parent_id <> id)
);
CREATE INDEX IF NOT EXISTS "idx_genre_parent__b07845" ON "genre" ("parent_id");
COMMENT ON COLUMN "genre"."id" IS 'The genre''s key.';
COMMENT ON COLUMN "genre"."name" IS 'What the genre is called.';
COMMENT ON COLUMN "genre"."parent_id" IS 'The wider genre this one belongs to.';
COMMENT ON TABLE "genre" IS 'A kind of music. Genres form a tree: a genre without a parent is at its top.';
CREATE TABLE IF NOT EXISTS "label" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(200) NOT NULL UNIQUE,
    "country" VARCHAR(2),
    "founded" SMALLINT,
    "website" VARCHAR(300)
);
CREATE INDEX IF NOT EXISTS "idx_label_country_9bb64b" ON "label" ("country");
CREATE INDEX IF NOT EXISTS "idx_label_founded_b07b54" ON "label" ("founded");
COMMENT ON COLUMN "label"."id" IS 'The label''s key.';
COMMENT ON COLUMN "label"."name" IS 'The name the label trades under.';
COMMENT ON COLUMN "label"."country" IS 'Where it is based, as an ISO 3166-1 code.';
COMMENT ON COLUMN "label"."founded" IS 'The year it was founded.';
COMMENT ON COLUMN "label"."website" IS 'Its own website.';
COMMENT ON TABLE "label" IS 'A record label that publishes releases and keeps their stock up to date.';
CREATE TABLE IF NOT EXISTS "release" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "title" VARCHAR(300) NOT NULL,
    "format" VARCHAR(16) NOT NULL,
    "released_on" DATE NOT NULL,
    "price" DECIMAL(10,2) NOT NULL,
    "cost" DECIMAL(10,2),
    "stock" INT NOT NULL,
    "details" JSONB,
    "cover" VARCHAR(300),
    "artist_id" INT NOT NULL REFERENCES "artist" ("id") ON DELETE RESTRICT,
    "label_id" INT REFERENCES "label" ("id") ON DELETE RESTRICT,
    CONSTRAINT "release_price" CHECK (CAST(price AS NUMERIC) >= 0),
    CONSTRAINT "release_cost" CHECK (CAST(cost AS NUMERIC) >= 0),
    CONSTRAINT "release_stock" CHECK (stock >= 0)
);
CREATE INDEX IF NOT EXISTS "idx_release_title_1fe851" ON "release" ("title");
CREATE INDEX IF NOT EXISTS "idx_release_format_6f75f4" ON "release" ("format");
CREATE INDEX IF NOT EXISTS "idx_release_release_3637eb" ON "release" ("released_on");
CREATE INDEX IF NOT EXISTS "idx_release_price_9664df" ON "release" ("price");
CREATE INDEX IF NOT EXISTS "idx_release_cost_a6e035" ON "release" ("cost");
CREATE INDEX IF NOT EXISTS "idx_release_stock_a1e92e" ON "release" ("stock");
CREATE INDEX IF NOT EXISTS "idx_release_artist__5b1133" ON "release" ("artist_id");
CREATE INDEX IF NOT EXISTS "idx_release_label_i_bbf553" ON "release" ("label_id");
COMMENT ON COLUMN "release"."id" IS 'The release''s key.';
COMMENT ON COLUMN "release"."title" IS 'The title on the sleeve.';
COMMENT ON COLUMN "release"."format" IS 'What it is delivered as.';
COMMENT ON COLUMN "release"."released_on" IS 'The day it comes out, or came out.';
COMMENT ON COLUMN "release"."price" IS 'What a customer pays for one, in euros.';
COMMENT ON COLUMN "release"."cost" IS 'What the shop pays the label for one.';
COMMENT ON COLUMN "release"."stock" IS 'How many are left to sell.';
COMMENT ON COLUMN "release"."details" IS 'More about this edition: pressing, colour, credits.';
COMMENT ON COLUMN "release"."cover" IS 'The picture of its sleeve, as a relative URL.';
COMMENT ON COLUMN "release"."artist_id" IS 'Who made it.';
COMMENT ON COLUMN "release"."label_id" IS 'The label that published it; none when the artist did.';
COMMENT ON TABLE "release" IS 'A record or download that is for sale, or will be.';
CREATE TABLE IF NOT EXISTS "track" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "position" SMALLINT NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "seconds" INT NOT NULL,
    "explicit" BOOL NOT NULL,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_track_release_55a377" UNIQUE ("release_id", "position"),
    CONSTRAINT "track_position" CHECK (position >= 1),
    CONSTRAINT "track_seconds" CHECK (seconds >= 0)
);
CREATE INDEX IF NOT EXISTS "idx_track_positio_9afdcd" ON "track" ("position");
CREATE INDEX IF NOT EXISTS "idx_track_title_180f8f" ON "track" ("title");
CREATE INDEX IF NOT EXISTS "idx_track_seconds_5fc647" ON "track" ("seconds");
CREATE INDEX IF NOT EXISTS "idx_track_explici_6462fa" ON "track" ("explicit");
CREATE INDEX IF NOT EXISTS "idx_track_release_5825c0" ON "track" ("release_id");
COMMENT ON COLUMN "track"."id" IS 'The track''s key.';
COMMENT ON COLUMN "track"."position" IS 'Its place on the release, counted from 1.';
COMMENT ON COLUMN "track"."title" IS 'What the track is called.';
COMMENT ON COLUMN "track"."seconds" IS 'How long it plays, in seconds.';
COMMENT ON COLUMN "track"."explicit" IS 'Whether its words are not for children.';
COMMENT ON COLUMN "track"."release_id" IS 'The release it is on.';
COMMENT ON TABLE "track" IS 'One piece of music on a release.';
CREATE TABLE IF NOT EXISTS "customer" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "account_id" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(200),
    "email" VARCHAR(320) NOT NULL UNIQUE,
    "country" VARCHAR(2),
    "address" JSONB,
    "marketing_consent" BOOL NOT NULL,
    "joined_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_customer_name_0aae8f" ON "customer" ("name");
CREATE INDEX IF NOT EXISTS "idx_customer_country_9fc671" ON "customer" ("country");
CREATE INDEX IF NOT EXISTS "idx_customer_marketi_7f4075" ON "customer" ("marketing_consent");
CREATE INDEX IF NOT EXISTS "idx_customer_joined__d95e11" ON "customer" ("joined_at");
COMMENT ON COLUMN "customer"."id" IS 'The customer''s key.';
COMMENT ON COLUMN "customer"."account_id" IS 'The account, as its access tokens name it (`sub`).';
COMMENT ON COLUMN "customer"."name" IS 'The customer''s full name, once given.';
COMMENT ON COLUMN "customer"."email" IS 'Where order confirmations go.';
COMMENT ON COLUMN "customer"."country" IS 'Where parcels go, as an ISO 3166-1 code.';
COMMENT ON COLUMN "customer"."address" IS 'Where parcels go: street, city, postal code.';
COMMENT ON COLUMN "customer"."marketing_consent" IS 'Whether the customer wants to hear about new releases.';
COMMENT ON COLUMN "customer"."joined_at" IS 'When the customer first came.';
COMMENT ON TABLE "customer" IS 'Somebody who buys in the shop. There is one customer for each account.';
CREATE TABLE IF NOT EXISTS "wishlist_entry" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "note" VARCHAR(300),
    "added_at" TIMESTAMPTZ NOT NULL,
    "customer_id" INT NOT NULL REFERENCES "customer" ("id") ON DELETE CASCADE,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_wishlist_en_custome_7afcf0" UNIQUE ("customer_id", "release_id")
);
CREATE INDEX IF NOT EXISTS "idx_wishlist_en_added_a_32b0af" ON "wishlist_entry" ("added_at");
CREATE INDEX IF NOT EXISTS "idx_wishlist_en_custome_2d2229" ON "wishlist_entry" ("customer_id");
CREATE INDEX IF NOT EXISTS "idx_wishlist_en_release_805765" ON "wishlist_entry" ("release_id");
COMMENT ON COLUMN "wishlist_entry"."id" IS 'The entry''s key.';
COMMENT ON COLUMN "wishlist_entry"."note" IS 'A note of the customer to themselves.';
COMMENT ON COLUMN "wishlist_entry"."added_at" IS 'When the wish was made.';
COMMENT ON COLUMN "wishlist_entry"."customer_id" IS 'Whose wish it is.';
COMMENT ON COLUMN "wishlist_entry"."release_id" IS 'What is wished for.';
COMMENT ON TABLE "wishlist_entry" IS 'A release that a customer would like to have.';
CREATE TABLE IF NOT EXISTS "label_member" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "account_id" VARCHAR(64) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "label_id" INT NOT NULL REFERENCES "label" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_label_membe_label_i_209274" UNIQUE ("label_id", "account_id")
);
CREATE INDEX IF NOT EXISTS "idx_label_membe_account_8af4d3" ON "label_member" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_label_membe_role_27abe1" ON "label_member" ("role");
CREATE INDEX IF NOT EXISTS "idx_label_membe_label_i_d61ce9" ON "label_member" ("label_id");
COMMENT ON COLUMN "label_member"."id" IS 'The membership''s key.';
COMMENT ON COLUMN "label_member"."account_id" IS 'The account, as its access tokens name it (`sub`).';
COMMENT ON COLUMN "label_member"."role" IS 'What it may do for the label.';
COMMENT ON COLUMN "label_member"."label_id" IS 'The label it acts for.';
COMMENT ON TABLE "label_member" IS 'An account, of a person or a program, that acts for a label.';
CREATE TABLE IF NOT EXISTS "order" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "status" VARCHAR(16) NOT NULL,
    "placed_at" TIMESTAMPTZ NOT NULL,
    "shipped_at" TIMESTAMPTZ,
    "total" DECIMAL(10,2) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "note" TEXT,
    "staff_note" TEXT,
    "customer_id" INT NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT,
    CONSTRAINT "order_total" CHECK (CAST(total AS NUMERIC) >= 0)
);
CREATE INDEX IF NOT EXISTS "idx_order_status_a1c7e6" ON "order" ("status");
CREATE INDEX IF NOT EXISTS "idx_order_placed__e2db91" ON "order" ("placed_at");
CREATE INDEX IF NOT EXISTS "idx_order_shipped_223416" ON "order" ("shipped_at");
CREATE INDEX IF NOT EXISTS "idx_order_total_301ce5" ON "order" ("total");
CREATE INDEX IF NOT EXISTS "idx_order_currenc_15d0f3" ON "order" ("currency");
CREATE INDEX IF NOT EXISTS "idx_order_custome_3b6ad1" ON "order" ("customer_id");
COMMENT ON COLUMN "order"."id" IS 'The order''s key.';
COMMENT ON COLUMN "order"."status" IS 'How far it has come.';
COMMENT ON COLUMN "order"."placed_at" IS 'When it was placed.';
COMMENT ON COLUMN "order"."shipped_at" IS 'When it left the shop, once it has.';
COMMENT ON COLUMN "order"."total" IS 'What all lines cost together.';
COMMENT ON COLUMN "order"."currency" IS 'What it is paid in, as an ISO 4217 code.';
COMMENT ON COLUMN "order"."note" IS 'What the customer asked for.';
COMMENT ON COLUMN "order"."staff_note" IS 'What the shop remarked about it; customers never see it.';
COMMENT ON COLUMN "order"."customer_id" IS 'Who bought it.';
COMMENT ON TABLE "order" IS 'What a customer bought in one go.';
CREATE TABLE IF NOT EXISTS "order_line" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "quantity" INT NOT NULL,
    "unit_price" DECIMAL(10,2) NOT NULL,
    "order_id" INT NOT NULL REFERENCES "order" ("id") ON DELETE CASCADE,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_order_line_order_i_8fbe7c" UNIQUE ("order_id", "release_id"),
    CONSTRAINT "order_line_quantity" CHECK (quantity >= 1),
    CONSTRAINT "order_line_unit_price" CHECK (CAST(unit_price AS NUMERIC) >= 0)
);
CREATE INDEX IF NOT EXISTS "idx_order_line_quantit_94af04" ON "order_line" ("quantity");
CREATE INDEX IF NOT EXISTS "idx_order_line_unit_pr_9a5a27" ON "order_line" ("unit_price");
CREATE INDEX IF NOT EXISTS "idx_order_line_order_i_b67cd5" ON "order_line" ("order_id");
CREATE INDEX IF NOT EXISTS "idx_order_line_release_fe8e34" ON "order_line" ("release_id");
COMMENT ON COLUMN "order_line"."id" IS 'The line''s key.';
COMMENT ON COLUMN "order_line"."quantity" IS 'How many of it.';
COMMENT ON COLUMN "order_line"."unit_price" IS 'What one cost when the order was placed.';
COMMENT ON COLUMN "order_line"."order_id" IS 'The order it belongs to.';
COMMENT ON COLUMN "order_line"."release_id" IS 'What was bought.';
COMMENT ON TABLE "order_line" IS 'One release in an order, at the price of that moment.';
CREATE TABLE IF NOT EXISTS "review" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "stars" SMALLINT NOT NULL,
    "text" TEXT,
    "published" BOOL NOT NULL,
    "written_at" TIMESTAMPTZ NOT NULL,
    "customer_id" INT NOT NULL REFERENCES "customer" ("id") ON DELETE CASCADE,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_review_custome_97c023" UNIQUE ("customer_id", "release_id"),
    CONSTRAINT "review_stars" CHECK (stars BETWEEN 1 AND 5)
);
CREATE INDEX IF NOT EXISTS "idx_review_stars_884c27" ON "review" ("stars");
CREATE INDEX IF NOT EXISTS "idx_review_publish_26dc13" ON "review" ("published");
CREATE INDEX IF NOT EXISTS "idx_review_written_1ae0b2" ON "review" ("written_at");
CREATE INDEX IF NOT EXISTS "idx_review_custome_4fbb28" ON "review" ("customer_id");
CREATE INDEX IF NOT EXISTS "idx_review_release_a0e868" ON "review" ("release_id");
COMMENT ON COLUMN "review"."id" IS 'The review''s key.';
COMMENT ON COLUMN "review"."stars" IS 'From 1 (poor) to 5 (splendid).';
COMMENT ON COLUMN "review"."text" IS 'The customer''s words, if any.';
COMMENT ON COLUMN "review"."published" IS 'Whether everyone may read it.';
COMMENT ON COLUMN "review"."written_at" IS 'When it was written.';
COMMENT ON COLUMN "review"."customer_id" IS 'Who wrote it.';
COMMENT ON COLUMN "review"."release_id" IS 'What the review is about.';
COMMENT ON TABLE "review" IS 'What a customer thinks of a release.';
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
CREATE TABLE IF NOT EXISTS "release_genre" (
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE,
    "genre_id" INT NOT NULL REFERENCES "genre" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "release_genre" IS 'The genres it is filed under.';
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_release_gen_release_cf3520" ON "release_genre" ("release_id", "genre_id");
CREATE INDEX IF NOT EXISTS "idx_release_genre_genre_id" ON "release_genre" ("genre_id");
""",
    "sqlite": """
CREATE TABLE IF NOT EXISTS "artist" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The artist's key. */,
    "name" VARCHAR(200) NOT NULL /* The name on the sleeve. */,
    "country" VARCHAR(2) /* Where the artist is from (ISO 3166-1 code). */,
    "formed" SMALLINT /* The year of the first record or of birth. */,
    "biography" TEXT /* A few sentences about the artist. */
) /* A person or a band that makes records. */;
CREATE INDEX IF NOT EXISTS "idx_artist_name_213a81" ON "artist" ("name");
CREATE INDEX IF NOT EXISTS "idx_artist_country_6c6d9e" ON "artist" ("country");
CREATE INDEX IF NOT EXISTS "idx_artist_formed_7633b3" ON "artist" ("formed");
CREATE TABLE IF NOT EXISTS "genre" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The genre's key. */,
    "name" VARCHAR(100) NOT NULL UNIQUE /* What the genre is called. */,
    "parent_id" INT REFERENCES "genre" ("id") ON DELETE RESTRICT /* The wider genre this one belongs to. */,
    CONSTRAINT "genre_parent_other" CHECK (parent_id <> id)
) /* A kind of music. Genres form a tree: a genre without a parent is at its top. */;
CREATE INDEX IF NOT EXISTS "idx_genre_parent__b07845" ON "genre" ("parent_id");
CREATE TABLE IF NOT EXISTS "label" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The label's key. */,
    "name" VARCHAR(200) NOT NULL UNIQUE /* The name the label trades under. */,
    "country" VARCHAR(2) /* Where it is based, as an ISO 3166-1 code. */,
    "founded" SMALLINT /* The year it was founded. */,
    "website" VARCHAR(300) /* Its own website. */
) /* A record label that publishes releases and keeps their stock up to date. */;
CREATE INDEX IF NOT EXISTS "idx_label_country_9bb64b" ON "label" ("country");
CREATE INDEX IF NOT EXISTS "idx_label_founded_b07b54" ON "label" ("founded");
CREATE TABLE IF NOT EXISTS "release" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The release's key. */,
    "title" VARCHAR(300) NOT NULL /* The title on the sleeve. */,
    "format" VARCHAR(16) NOT NULL /* What it is delivered as. */,
    "released_on" DATE NOT NULL /* The day it comes out, or came out. */,
    "price" VARCHAR(40) NOT NULL /* What a customer pays for one, in euros. */,
    "cost" VARCHAR(40) /* What the shop pays the label for one. */,
    "stock" INT NOT NULL /* How many are left to sell. */,
    "details" JSON /* More about this edition: pressing, colour, credits. */,
    "cover" VARCHAR(300) /* The picture of its sleeve, as a relative URL. */,
    "artist_id" INT NOT NULL REFERENCES "artist" ("id") ON DELETE RESTRICT /* Who made it. */,
    "label_id" INT REFERENCES "label" ("id") ON DELETE RESTRICT /* The label that published it; none when the artist did. */,
    CONSTRAINT "release_price" CHECK (CAST(price AS NUMERIC) >= 0),
    CONSTRAINT "release_cost" CHECK (CAST(cost AS NUMERIC) >= 0),
    CONSTRAINT "release_stock" CHECK (stock >= 0)
) /* A record or download that is for sale, or will be. */;
CREATE INDEX IF NOT EXISTS "idx_release_title_1fe851" ON "release" ("title");
CREATE INDEX IF NOT EXISTS "idx_release_format_6f75f4" ON "release" ("format");
CREATE INDEX IF NOT EXISTS "idx_release_release_3637eb" ON "release" ("released_on");
CREATE INDEX IF NOT EXISTS "idx_release_price_9664df" ON "release" ("price");
CREATE INDEX IF NOT EXISTS "idx_release_cost_a6e035" ON "release" ("cost");
CREATE INDEX IF NOT EXISTS "idx_release_stock_a1e92e" ON "release" ("stock");
CREATE INDEX IF NOT EXISTS "idx_release_artist__5b1133" ON "release" ("artist_id");
CREATE INDEX IF NOT EXISTS "idx_release_label_i_bbf553" ON "release" ("label_id");
CREATE TABLE IF NOT EXISTS "track" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The track's key. */,
    "position" SMALLINT NOT NULL /* Its place on the release, counted from 1. */,
    "title" VARCHAR(300) NOT NULL /* What the track is called. */,
    "seconds" INT NOT NULL /* How long it plays, in seconds. */,
    "explicit" INT NOT NULL /* Whether its words are not for children. */,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE /* The release it is on. */,
    CONSTRAINT "uid_track_release_55a377" UNIQUE ("release_id", "position"),
    CONSTRAINT "track_position" CHECK (position >= 1),
    CONSTRAINT "track_seconds" CHECK (seconds >= 0)
) /* One piece of music on a release. */;
CREATE INDEX IF NOT EXISTS "idx_track_positio_9afdcd" ON "track" ("position");
CREATE INDEX IF NOT EXISTS "idx_track_title_180f8f" ON "track" ("title");
CREATE INDEX IF NOT EXISTS "idx_track_seconds_5fc647" ON "track" ("seconds");
CREATE INDEX IF NOT EXISTS "idx_track_explici_6462fa" ON "track" ("explicit");
CREATE INDEX IF NOT EXISTS "idx_track_release_5825c0" ON "track" ("release_id");
CREATE TABLE IF NOT EXISTS "customer" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The customer's key. */,
    "account_id" VARCHAR(64) NOT NULL UNIQUE /* The account, as its access tokens name it (`sub`). */,
    "name" VARCHAR(200) /* The customer's full name, once given. */,
    "email" VARCHAR(320) NOT NULL UNIQUE /* Where order confirmations go. */,
    "country" VARCHAR(2) /* Where parcels go, as an ISO 3166-1 code. */,
    "address" JSON /* Where parcels go: street, city, postal code. */,
    "marketing_consent" INT NOT NULL /* Whether the customer wants to hear about new releases. */,
    "joined_at" TIMESTAMP NOT NULL /* When the customer first came. */
) /* Somebody who buys in the shop. There is one customer for each account. */;
CREATE INDEX IF NOT EXISTS "idx_customer_name_0aae8f" ON "customer" ("name");
CREATE INDEX IF NOT EXISTS "idx_customer_country_9fc671" ON "customer" ("country");
CREATE INDEX IF NOT EXISTS "idx_customer_marketi_7f4075" ON "customer" ("marketing_consent");
CREATE INDEX IF NOT EXISTS "idx_customer_joined__d95e11" ON "customer" ("joined_at");
CREATE TABLE IF NOT EXISTS "wishlist_entry" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The entry's key. */,
    "note" VARCHAR(300) /* A note of the customer to themselves. */,
    "added_at" TIMESTAMP NOT NULL /* When the wish was made. */,
    "customer_id" INT NOT NULL REFERENCES "customer" ("id") ON DELETE CASCADE /* Whose wish it is. */,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE /* What is wished for. */,
    CONSTRAINT "uid_wishlist_en_custome_7afcf0" UNIQUE ("customer_id", "release_id")
) /* A release that a customer would like to have. */;
CREATE INDEX IF NOT EXISTS "idx_wishlist_en_added_a_32b0af" ON "wishlist_entry" ("added_at");
CREATE INDEX IF NOT EXISTS "idx_wishlist_en_custome_2d2229" ON "wishlist_entry" ("customer_id");
CREATE INDEX IF NOT EXISTS "idx_wishlist_en_release_805765" ON "wishlist_entry" ("release_id");
CREATE TABLE IF NOT EXISTS "label_member" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The membership's key. */,
    "account_id" VARCHAR(64) NOT NULL /* The account, as its access tokens name it (`sub`). */,
    "role" VARCHAR(16) NOT NULL /* What it may do for the label. */,
    "label_id" INT NOT NULL REFERENCES "label" ("id") ON DELETE CASCADE /* The label it acts for. */,
    CONSTRAINT "uid_label_membe_label_i_209274" UNIQUE ("label_id", "account_id")
) /* An account, of a person or a program, that acts for a label. */;
CREATE INDEX IF NOT EXISTS "idx_label_membe_account_8af4d3" ON "label_member" ("account_id");
CREATE INDEX IF NOT EXISTS "idx_label_membe_role_27abe1" ON "label_member" ("role");
CREATE INDEX IF NOT EXISTS "idx_label_membe_label_i_d61ce9" ON "label_member" ("label_id");
CREATE TABLE IF NOT EXISTS "order" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The order's key. */,
    "status" VARCHAR(16) NOT NULL /* How far it has come. */,
    "placed_at" TIMESTAMP NOT NULL /* When it was placed. */,
    "shipped_at" TIMESTAMP /* When it left the shop, once it has. */,
    "total" VARCHAR(40) NOT NULL /* What all lines cost together. */,
    "currency" VARCHAR(3) NOT NULL /* What it is paid in, as an ISO 4217 code. */,
    "note" TEXT /* What the customer asked for. */,
    "staff_note" TEXT /* What the shop remarked about it; customers never see it. */,
    "customer_id" INT NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT /* Who bought it. */,
    CONSTRAINT "order_total" CHECK (CAST(total AS NUMERIC) >= 0)
) /* What a customer bought in one go. */;
CREATE INDEX IF NOT EXISTS "idx_order_status_a1c7e6" ON "order" ("status");
CREATE INDEX IF NOT EXISTS "idx_order_placed__e2db91" ON "order" ("placed_at");
CREATE INDEX IF NOT EXISTS "idx_order_shipped_223416" ON "order" ("shipped_at");
CREATE INDEX IF NOT EXISTS "idx_order_total_301ce5" ON "order" ("total");
CREATE INDEX IF NOT EXISTS "idx_order_currenc_15d0f3" ON "order" ("currency");
CREATE INDEX IF NOT EXISTS "idx_order_custome_3b6ad1" ON "order" ("customer_id");
CREATE TABLE IF NOT EXISTS "order_line" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The line's key. */,
    "quantity" INT NOT NULL /* How many of it. */,
    "unit_price" VARCHAR(40) NOT NULL /* What one cost when the order was placed. */,
    "order_id" INT NOT NULL REFERENCES "order" ("id") ON DELETE CASCADE /* The order it belongs to. */,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE RESTRICT /* What was bought. */,
    CONSTRAINT "uid_order_line_order_i_8fbe7c" UNIQUE ("order_id", "release_id"),
    CONSTRAINT "order_line_quantity" CHECK (quantity >= 1),
    CONSTRAINT "order_line_unit_price" CHECK (CAST(unit_price AS NUMERIC) >= 0)
) /* One release in an order, at the price of that moment. */;
CREATE INDEX IF NOT EXISTS "idx_order_line_quantit_94af04" ON "order_line" ("quantity");
CREATE INDEX IF NOT EXISTS "idx_order_line_unit_pr_9a5a27" ON "order_line" ("unit_price");
CREATE INDEX IF NOT EXISTS "idx_order_line_order_i_b67cd5" ON "order_line" ("order_id");
CREATE INDEX IF NOT EXISTS "idx_order_line_release_fe8e34" ON "order_line" ("release_id");
CREATE TABLE IF NOT EXISTS "review" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL /* The review's key. */,
    "stars" SMALLINT NOT NULL /* From 1 (poor) to 5 (splendid). */,
    "text" TEXT /* The customer's words, if any. */,
    "published" INT NOT NULL /* Whether everyone may read it. */,
    "written_at" TIMESTAMP NOT NULL /* When it was written. */,
    "customer_id" INT NOT NULL REFERENCES "customer" ("id") ON DELETE CASCADE /* Who wrote it. */,
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE /* What the review is about. */,
    CONSTRAINT "uid_review_custome_97c023" UNIQUE ("customer_id", "release_id"),
    CONSTRAINT "review_stars" CHECK (stars BETWEEN 1 AND 5)
) /* What a customer thinks of a release. */;
CREATE INDEX IF NOT EXISTS "idx_review_stars_884c27" ON "review" ("stars");
CREATE INDEX IF NOT EXISTS "idx_review_publish_26dc13" ON "review" ("published");
CREATE INDEX IF NOT EXISTS "idx_review_written_1ae0b2" ON "review" ("written_at");
CREATE INDEX IF NOT EXISTS "idx_review_custome_4fbb28" ON "review" ("customer_id");
CREATE INDEX IF NOT EXISTS "idx_review_release_a0e868" ON "review" ("release_id");
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSON NOT NULL
);
CREATE TABLE IF NOT EXISTS "release_genre" (
    "release_id" INT NOT NULL REFERENCES "release" ("id") ON DELETE CASCADE,
    "genre_id" INT NOT NULL REFERENCES "genre" ("id") ON DELETE CASCADE
) /* The genres it is filed under. */;
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_release_gen_release_cf3520" ON "release_genre" ("release_id", "genre_id");
CREATE INDEX IF NOT EXISTS "idx_release_genre_genre_id" ON "release_genre" ("genre_id");
""",
}

DOWN = {
    "postgres": """

""",
    "sqlite": """

""",
}

CHECKS = {
    'genre': {
        'genre_parent_other': 'parent_id <> id',
    },
    'order': {
        'order_total': 'CAST(total AS NUMERIC) >= 0',
    },
    'order_line': {
        'order_line_quantity': 'quantity >= 1',
        'order_line_unit_price': 'CAST(unit_price AS NUMERIC) >= 0',
    },
    'release': {
        'release_price': 'CAST(price AS NUMERIC) >= 0',
        'release_cost': 'CAST(cost AS NUMERIC) >= 0',
        'release_stock': 'stock >= 0',
    },
    'review': {
        'review_stars': 'stars BETWEEN 1 AND 5',
    },
    'track': {
        'track_position': 'position >= 1',
        'track_seconds': 'seconds >= 0',
    },
}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return UP[db.capabilities.dialect]


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN[db.capabilities.dialect]


MODELS_STATE = (
    "eJztXW1z2zYS/isYfTl3Rs1Etut0cp9kx2l9teOOrZw77XRUiIQknihAAUErmjb//RbgOwXSpEjJkK0viU1iIfjZxWLfsPq7Y7M5"
    "duibPheOJzrv0d8diucEfsi96aIOXiyS5/KBwCNXDcXJmJEnOLbkTGPsegQe2cSzuLMQDqNybB8tCPcYRYwjjEaY2khMsUBzPCMe"
    "4sRi3PbeyLlsZsFkDp3UI/Op88UnQ8EmREwJB+I//oTHDrXJV+JFvy5mw7FDXDvzJzu2nEA9H4rVQj27ouKjGihXNBpazPXnNBm8"
    "WIkpo/FohyoYJoQSjgWR0wvuSxio77ohXhEywUqTIcESUzQ2GWPflWBK6mABybPOcPjpdjC8vxwMh511oAdTggLG/MtDM7JawzSc"
    "02JU8gxW7ikwJnJF3x/3Tt+d/nhydvojDFGrjp+8+xasJMEpIFRofRp0vqn3WOBghII8wVj9v4byxRRzPczR+BzQsOQ80BGsZUhH"
    "D9qHWq4TgXyCzCHPJeSRVAV8jr8OXUInYipRfvu2BN7/9u8ufu7fHcGo7+TsDPZasAU/ha+Og3eSBwnmFvOp4Ks6sKdINkI+hHXL"
    "wD/ABicK8kDSkeOhMWdzdHR1f4tOemdn3/eQxWzy3WbMqMKKYkbk2TBmfE40KuZ+jl23UM8kVE/rmmdjhNwBK4I5YmPFjrHDgRuB"
    "WpYqGx6PHC6m9ZTQyfG7s1j/yF/KVM/9Tf/6OtI/Cegjh004Xkw10j8gXwswzxBtSf6T87EB7n00JkvkESoIteAgxCPmi9SGqIh3"
    "CayDy98GcpK5531x0wJ+dNP/Tcn+fBW+ub799FM0PLUhLq5vz4Ep8tQdz1JngnwwwtZsibk9zLxJuMeJS7AHy1lj3nlI+fGXO+Ji"
    "hcc6r0Ib5i6YpZ0DoxW+PUwZmC42QU5NFiVPQyFTuLJjVgTs+qv58Tz/BFM8UX+c/Gz1SQFwPxHKic4qDF6UGoWTeEgFm3AG+Eol"
    "Mfc9x3qD1PSgykH1gbUnOCHv4X81I1o6wGIQcowWmIPgS50PhqAjPCTYQmc5tjv5wb5MVL4C7WBebhfoB+nniAhtKZEW2AvE3sik"
    "6VWyL3sl9mVv3b4M9sqwlnhnaAy3bJaOTXgIv5gCAxglaERcRidSL+xQ9NcO0TwT1jnwkXHiTOgvZKUYcQVrwmArFJ+WsW5/YfgX"
    "naDwmONlrK6zkgnw2GA9CAXQ3eX94O7qAhhRxXaxpo5rw1TNbJf2uNGK4bJ9djQ1aKoYjzeYrgZM/ltxTzSwILd7+Hpgmyiv14ET"
    "AfnwIbz5dpiDx+wOcyZfCgIupZbY8YhgJQpmxhWTwCBIcSDcSzELw7eKLHwnppz5k2maKDYgM3vwon9/0f9wKZ8P82bQt1Jj9hqD"
    "jOqM2eBFqTHrxkMqGLOh26togijlwh+5jjdVkcpAJpGMYM4IWXjyaHc48gSzZshfwAZCYN2sR49anfhgxCb7SMF5MGK3D7QKkYoI"
    "cZgWHGCvls46xEqbxkqD02IEmsLuIiy1BcqFSs2IlEqp2CBUGpMZ7lGoWCnwYollIEKteveh0SUZeY6opWlSJCaHRa8EGKVLisLl"
    "biTSJ5W0y0mJdjkJtMteBD536D5ozBcb9sK/EZV+xHJKaDqjYztVd0ahQ5GW+TmZjwhvCKsyGG/UTAbFlBNsQbGAiapCnCZHlyPp"
    "1JjkKcEtNsp5alB1s5xxZINucBkOSwgcBRTysAtk8MPScV1wZ0sM8FpTHEztRDxDjhllbAtHuLXOwJjA9JIEtdAWahJaOwnzyXCs"
    "CVdK3C+pP18LzKwlxQNqk5mgIveBxW0T13kEA9wGo3uzwP1Zlbj9WXHY/izPgXAzghLXhCg/AHh68c+R5U9IoBPOnLyRP5jDCbkd"
    "bLySzLDYHLxO5gulqS1VtuO3kCj/0B9c5vMi3LE0quUDsRzwYwryIhFNHtiA6E1IbA60SsgxsnxPALIcLfAqOA3BmusihyLic1ZV"
    "5svwvby4Aj/mqPe2G3iS3hfXCWKCkfifarx5T6NjShkQkTTGf1dufZgd9KZsEYCfhFhCNjwT+CryWMOCicdv5LxvIu5va4L9M1si"
    "MGdX4JwAxGQsZFDVI667U1smZS0TgR1X48385/72kx7kFElewh1LoH+QG5bymuEw3jBAOqpqgnOU2I589R4tOPE8wLoLCt1lPof/"
    "uXzZgqaR4MlJikue8tVNEkxQGxOuZlETnK9posfAW6weVQwJTA60yHN1AXLjA5fYWNXJBIZmEFxEKlMEhg/6fHdtju0ZhBbq1Stk"
    "aHamoHZSWta2VlJnTz100ySGh263Fb7acnlIckejYXlIciFkX+W9aiFIZssXFIKsyX0LCMf56Bcv81U5kVYPDSpyZIhw1jD2O5Bz"
    "GBb1DV3yMNTAaJsB8yUwW5qEQ0JhtqYJiYdwtssoYWoIig9hFHcZiHYLgfM0hozbhA9dhzaF71ZOdA3zmAadzGOOZAFP43L2bITq"
    "0SHLxjkwOYlpgAm1beXKVIn5qHYIaot1c6lyrmZVc1VrF19szVwMQL5iLpPezdbMpavi8hVz2Xq6xjVzCvfyornguNNk6OJzsDg/"
    "J+IhT2bnbqn0I4lF4nsaMm+Bo5NtPRdXhUCTefsjnTQEl10FEzp/vtqEnGKRUem4mClrQJfX/qTpTHbPZWnKwsVWnJgLBVLGsXwq"
    "pPEhL7D2dl8O9DITofFpq0S94e2ZrUSjPAKfaWvO2+JAeUJhsqjLaLm8FCCPWxD5lafSQeHinyk2Rb4uXMdyNIGQc8ZgI1I94mmy"
    "HOQjoNsS5vFhWa/MUx52KhS7lE0xVK6CMqGSQdGdlOZB8vPb2+tMkPz8Kn/x9/PN+eXdUS+XL1rnSdaqqbgHskQmb4MGHvqWY4Ip"
    "W6hhyKrVG9bPDHrVoFRWArUGd0lUapuFdRdhLr6jsdvjd6Wmu5Ue9aT1fg9DR8xeoeWUoZG/8qSej3LSb9AgqDwP7onFdQJSHRFs"
    "TRG2lOWzbuO3N+2hBi/ZFRFSRln9IbO0R0CxAZqlMvz2S7hYlRiVhzP8Tjx5X3JGqBfcjQFFdfSX54/+2qxdzdlpBeP07LTQNpWv"
    "sifzTi8i7S6dkdoCY5hBgd8FNQJO2cR5rGwd7eA2EgHNrEkpFXMgJjB4NwQ3kVRQHJxeOnZkLSe889Ck8l36rFt2XMktOy5xy45f"
    "20WwBeYWcSXkBt8Dw7Yty3zWeVBc35Qi2Yf6pjwz3iNPdqSBYwK8zVUXybIi7NZhyK4Lm+aYz4iAFSmLWduCotS11tLvh48tUmcJ"
    "WmKqugShqbzbF5SsUbKML2Yb5XL/jzmU2ENdAf6HsIJbz60MYVntt/zBHHfwISpRSPwE1aFOln9XVXScYPuWuqtOnKks7Jl2dXN5"
    "P+jf/JrhliwQl2+O1dNV7ulRvnQ/ngQ9XA1+RvJX9Pvtp8v8nozHDX6X5Sgd7As2pGw5BE2YoBc9jRDe7FbiaykGYB5RpQBB6KD1"
    "UoA2qgDMwitM/rfQzu415P8ZWnImTG/+l92emlDS2v4tjidlFMeqWlSpHwfwRO6KyZL5rg2G3Iyo8xZr7rXVp9Zmi9NxsCha+nqz"
    "xYp5RsWNKKvXvyAab3JNfV9ma0jUSTcWW5BV+H3uEfexsjG5i1p6297IkEzT7aEdqawDWfUmS49fpwWZCZaEUlovh5ejMjmJt6FN"
    "2Hb6+oWnSjcuw91yojRtBjTMlKbzb6aA3qq7082lSXObXJ8n1ch4C1gbl5Vuvcw8D7a5Oel0z5yiHoxJS50nOjEO58nIp/0ImuTe"
    "wKjCmW+SWXDZ6X/eDb2EsGsOvFCfo3ErGk6m9TKS7pJJQvP1ehlhi6apszDK1TAnRb29xOg+5qg5K6pafbqNTERrMl+iJjJzvEI2"
    "UwolbvBgSCeZ57jwu8NdsWlTtS0bpbu+broHiDe+T/rMRlIQ2deYR3HIv9gwYvGQJy2ifMueKHhPVSmdpgijGsWhyi6RYMUNo+wX"
    "UAPC1+RSqp2UCfXOzsrOr9f9i8sPnZroy1sH46C77hTMGNnuy5BjUl372SRWmiHcs2Bp2OQ4+BMOgVLp1iw2EoIsZQtSsLNqMyUE"
    "QbessHg7LLYMtmgL31FnkBBEKJZKgWACa0y30r50Mc1+NQZ0XaQaHyDZVw9FtsFztQP0OSfUqlfUmaLZ3dl3+fmu7sGX6ja6wI4N"
    "xlm6svP0uPdu87rOkyqJw+K04VpduTZtW/x9nPuQto0vmsZGMvZmmwR5tRqurW/hzPZnxOPxsC4vslR7wRHVGpMTVWlqh6WZsntR"
    "xCkPUfIIDPNI/ZqcnXHrNaRYa5eRHfJ+ZpTtdWsk/er17HqhXZPiGIE8sY357ryng1MKxqIAVYTxE0Eq1QmrWqRKtnmJr/FSacuo"
    "Gboo1OyqW3ZQKgVP5iByuoukG8+izdbFgbZDQaBkpFFBri8+psIRGgO/EOc0icnHY9x7WvXZfab6I/gbxXCTtvZZwr1yYdX1cum8"
    "xn0uA8VdO6zVtjcbKNNaSiVNYrKwNzseD1V39aW8dgfHLZve8Snb0O5u8bLM8wt2VfM7vc0PBXetNSfNw1xSbVfFydmmsR7eetJ+"
    "tVp0H6rsm9XiMbWTyWLq0JkXFMcVtm+sSnS4lFOhy5HklVFWOKgJ3R3H8gaOMZHJR+VH1ZsRHS0Y49/JKzk/oCNv4RJqO3blgrgW"
    "WzaSr5o8YnHsNhpvctQ216BF9bDrIgc0A60q37sOzcY98TVxqrLWBxm6/Wh5IOPkK+kRyXJEmaZvJWDeYmeDJXeEIHSDBHuWcj/L"
    "LMK/4VBn8SqyJTVvkR/c4s3Sh5v16T/07jTsCxK6G9yV0qmUF5sMbKkpRR7nShcAn8dL7hPuWNOOxksO33TLvGScjHnKS444sg7q"
    "oWj6CYB27LuCfetpv36guEIsRbKtArE2PKvqEGdb+v3wQ4XiLxhV3NZPvst1jYBNVQPhcPgLRLdXqSdHr6QnR2+9Jwd8otA24itu"
    "m5giadQ20TS0S8BtrRvimpW2y8Ps2/8BZY23eg=="
)

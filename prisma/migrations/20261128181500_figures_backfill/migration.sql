-- Comes after every id in every collation; some sort a tilde before letters.
UPDATE "follower_place" SET "backfilled_to" = 'zzz' WHERE "backfilled_to" = '~';

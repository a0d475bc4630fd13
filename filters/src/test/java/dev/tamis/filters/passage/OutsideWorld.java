package dev.tamis.filters.passage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** What a cluster does between the kernels' steps, in memory; it sees hashes, keys and positions only. */
final class OutsideWorld {
    private final Winnowing winnowing;
    private final WindowKeys keys;
    private final PassageTokens tokens = new PassageTokens();
    /** Whether 64-bit hashes are taken to be all shared, as if somebody had made them collide. */
    private final boolean allCollide;

    /** Windows that had a key computed, and those of them that were not repeated. */
    private int keyed;

    private int vain;

    private record Key(long high, long low) {}

    private record Place(int document, int position) {}

    OutsideWorld(Winnowing winnowing, boolean allCollide) {
        this.winnowing = winnowing;
        this.allCollide = allCollide;
        keys = new WindowKeys(winnowing.tokens());
    }

    /** The ranges to cut from each text. */
    List<Ranges> ranges(List<byte[]> texts, int[] rank, int[] feedOrder, Keep keep) {
        Map<Long, Integer> fingerprints = new HashMap<>();
        for (int document : feedOrder) {
            reset(texts.get(document));
            winnowing.fingerprints(tokens, hash -> fingerprints.merge(hash, 1, Integer::sum));
        }
        LongPredicate sharedFingerprints = repeated(fingerprints);
        Map<Long, Integer> hashes = new HashMap<>();
        for (int document : feedOrder) {
            reset(texts.get(document));
            winnowing.windows(tokens, sharedFingerprints, (position, hash) -> hashes.merge(hash, 1, Integer::sum));
        }
        LongPredicate sharedHashes = repeated(hashes);
        Map<Key, List<Place>> places = new HashMap<>();
        for (int document : feedOrder) {
            reset(texts.get(document));
            keys.reset(tokens);
            winnowing.windows(tokens, sharedFingerprints, (position, hash) -> {
                if (sharedHashes.test(hash)) {
                    keys.digest(position);
                    places.computeIfAbsent(new Key(keys.high(), keys.low()), none -> new ArrayList<>())
                            .add(new Place(document, position));
                }
            });
        }
        List<Ranges> ranges = new ArrayList<>();
        texts.forEach(text -> ranges.add(new Ranges()));
        for (List<Place> of : places.values()) {
            keyed += of.size();
            if (of.size() == 1) {
                vain++;
                continue;
            }
            Place canonical = of.get(0);
            for (Place place : of) {
                int order = Integer.compare(rank[place.document], rank[canonical.document]);
                if (order < 0 || (order == 0 && place.position < canonical.position)) {
                    canonical = place;
                }
            }
            for (Place place : of) {
                if (keep == Keep.NONE || !place.equals(canonical)) {
                    ranges.get(place.document).add(place.position, place.position + winnowing.tokens());
                }
            }
        }
        for (int document : feedOrder) {
            reset(texts.get(document));
            ranges.get(document).toBytes(tokens);
        }
        return ranges;
    }

    int keyed() {
        return keyed;
    }

    int vain() {
        return vain;
    }

    private void reset(byte[] text) {
        tokens.reset(text, text.length);
    }

    private LongPredicate repeated(Map<Long, Integer> counts) {
        if (allCollide) {
            return hash -> true;
        }
        LongSet repeated = new LongSet();
        counts.forEach((hash, count) -> {
            if (count > 1) {
                repeated.add(hash);
            }
        });
        return repeated::contains;
    }

    static List<String> written(List<Ranges> ranges) {
        return ranges.stream().map(OutsideWorld::written).toList();
    }

    static String written(Ranges ranges) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ranges.size(); i++) {
            text.append(ranges.start(i)).append('-').append(ranges.end(i)).append(' ');
        }
        return text.toString();
    }
}

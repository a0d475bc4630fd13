package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AVIF and HEIC: the items of an ISO/IEC 23008-12 file, of which the primary one is the picture. It is one coded image or
 * a grid of them. Transformations are expressed as an orientation; a clean aperture is not cut out.
 */
public final class HeifFile {
    private static final Set<String> BRANDS =
            Set.of("avif", "avis", "mif1", "msf1", "heic", "heix", "hevc", "hevx", "heim", "heis");

    /** Honest files have some hundred items at most, one for each tile. */
    private static final int ITEMS = 70_000;

    private static final int EXTENTS = 1000;

    /** Extents, and tiles, of all items: an extent need not take a byte of the file. */
    private static final int PIECES = 200_000;

    /** Properties that an item can name. */
    private static final int PROPERTIES = 0x7FFF;

    /** Items of EXIF that are looked at, and bytes of the largest. */
    private static final int EXIF_ITEMS = 16;

    private static final int EXIF_BYTES = 1 << 20;

    /**
     * One coded image.
     *
     * @param codec {@code av01} or {@code hvc1}
     * @param config content of its {@code av1C} or {@code hvcC} box
     */
    public record Coded(String codec, byte[] config, byte[] data) {}

    /**
     * A picture made of tiles.
     *
     * @param width of the picture
     * @param height of the picture
     * @param columns tiles side by side, 1 for a picture of one piece
     * @param tiles identifiers for {@link #coded}, row after row
     */
    public record Picture(int width, int height, int columns, List<Integer> tiles) {
        public Picture {
            tiles = List.copyOf(tiles);
        }
    }

    private record Extent(boolean inIdat, long place, long length) {}

    private static final class Item {
        private String type = "";
        private final List<Extent> extents = new ArrayList<>();
        private final List<Integer> properties = new ArrayList<>();
        private final List<Integer> tiles = new ArrayList<>();
        private int auxiliaryOf = -1;
    }

    private record Box(String type, long place, long content, long end) {}

    private final FileBytes file;
    private final Map<Integer, Item> items = new HashMap<>();
    private final List<Box> properties = new ArrayList<>();
    private String brand = "";
    private int primary = -1;
    private Box idat;
    private int frames = 1;
    private int extents;
    private int tiles;
    private ImageHeader header;

    private HeifFile(byte[] image) {
        this.file = new FileBytes(image, "heif", false);
    }

    /**
     * Reads all but the coded images.
     *
     * @throws ExtractionException as {@link ImageHeader#read} does
     */
    public static HeifFile read(byte[] image) throws ExtractionException {
        HeifFile heif = new HeifFile(image);
        heif.read();
        return heif;
    }

    public ImageHeader header() {
        return header;
    }

    /** The picture before it is turned upright. */
    public Picture picture() throws ExtractionException {
        return picture(primary);
    }

    /** The picture whose luma is the opacity of the other; null where there is none. */
    public Picture alpha() throws ExtractionException {
        int alpha = alphaItem();
        return alpha < 0 ? null : picture(alpha);
    }

    /** One tile of a picture. */
    public Coded coded(int tile) throws ExtractionException {
        Item item = item(tile);
        Box config = property(item, item.type.equals("av01") ? "av1C" : "hvcC");
        if (config == null) {
            throw file.corrupt("has an item " + item.type + " without configuration");
        }
        return new Coded(item.type, bytes(config.content, config.end - config.content), data(item));
    }

    private void read() throws ExtractionException {
        Box type = box(0, file.length());
        for (long at = type.content; at + 4 <= type.end; at += 4) {
            String found = file.tag(at);
            if (at != type.content + 4 && BRANDS.contains(found) && (brand.isEmpty() || brand.equals("mif1"))) {
                brand = found;
            }
        }
        if (brand.isEmpty()) {
            throw file.unsupported("has none of the brands of AVIF and HEIC");
        }
        Box meta = null;
        for (long at = type.end; at < file.length(); ) {
            Box box = box(at, file.length());
            if (box.type.equals("meta") && meta == null) {
                meta = box;
            } else if (box.type.equals("moov")) {
                frames = Math.max(frames, samples(box, 0));
            }
            at = box.end;
        }
        if (meta == null) {
            throw file.unsupported("has no still picture");
        }
        readMeta(meta);
        Item item = item(primary);
        Box size = property(item, "ispe");
        if (size == null) {
            throw file.corrupt("does not say its size");
        }
        boolean av1 = codec(item).equals("av01");
        Exif exif = new Exif(orientation(item), hasLocation());
        header = ImageHeader.of(
                file,
                av1 ? "avif" : "heic",
                file.u32(size.content + 4),
                file.u32(size.content + 8),
                brand.equals("avis") || brand.equals("msf1") ? frames : 1,
                alphaItem() >= 0,
                exif);
    }

    private String codec(Item item) throws ExtractionException {
        Item first = item.type.equals("grid") && !item.tiles.isEmpty() ? item(item.tiles.get(0)) : item;
        if (!first.type.equals("av01") && !first.type.equals("hvc1")) {
            throw file.unsupported("is coded as \"" + first.type + "\", which is not decoded");
        }
        return first.type;
    }

    private void readMeta(Box meta) throws ExtractionException {
        for (long at = meta.content + 4; at < meta.end; ) {
            Box box = box(at, meta.end);
            int version = box.content + 4 <= box.end ? file.u8(box.content) : 0;
            long content = box.content + 4;
            switch (box.type) {
                case "pitm" -> primary = version == 0 ? file.u16(content) : id(file.u32(content));
                case "idat" -> idat = box;
                case "iinf" -> readInfo(box, version);
                case "iloc" -> readLocations(box, version);
                case "iref" -> readReferences(box, version);
                case "iprp" -> readProperties(box);
                default -> {}
            }
            at = box.end;
        }
        if (primary < 0) {
            throw file.corrupt("has no primary item");
        }
    }

    private void readInfo(Box info, int version) throws ExtractionException {
        for (long at = info.content + (version == 0 ? 6 : 8); at < info.end; ) {
            Box box = box(at, info.end);
            int entry = file.u8(box.content);
            if (box.type.equals("infe") && entry >= 2) {
                long content = box.content + 4;
                int id = entry == 2 ? file.u16(content) : id(file.u32(content));
                made(id).type = file.tag(content + (entry == 2 ? 4 : 6));
            }
            at = box.end;
        }
    }

    private void readLocations(Box box, int version) throws ExtractionException {
        long at = box.content + 4;
        int offsetSize = file.u8(at) >> 4;
        int lengthSize = file.u8(at) & 15;
        int baseSize = file.u8(at + 1) >> 4;
        int indexSize = version == 0 ? 0 : file.u8(at + 1) & 15;
        at += 2;
        long count = version < 2 ? file.u16(at) : file.u32(at);
        at += version < 2 ? 2 : 4;
        for (long i = 0; i < count; i++) {
            int id = version < 2 ? file.u16(at) : id(file.u32(at));
            at += version < 2 ? 2 : 4;
            int method = 0;
            if (version > 0) {
                method = file.u16(at) & 15;
                at += 2;
            }
            at += 2;
            long base = number(at, baseSize);
            at += baseSize;
            int own = file.u16(at);
            at += 2;
            if (own > EXTENTS) {
                throw file.corrupt("has an item of " + own + " extents");
            }
            extents += own;
            if (extents > PIECES) {
                throw file.corrupt("has more than " + PIECES + " extents");
            }
            Item item = made(id);
            for (int e = 0; e < own; e++) {
                at += indexSize;
                long offset = number(at, offsetSize);
                long length = number(at + offsetSize, lengthSize);
                at += offsetSize + lengthSize;
                if (method > 1) {
                    throw file.unsupported("has items within items, which are not decoded");
                }
                item.extents.add(new Extent(method == 1, base + offset, length));
            }
        }
    }

    private void readReferences(Box references, int version) throws ExtractionException {
        int size = version == 0 ? 2 : 4;
        for (long at = references.content + 4; at < references.end; ) {
            Box box = box(at, references.end);
            int from = size == 2 ? file.u16(box.content) : id(file.u32(box.content));
            int count = file.u16(box.content + size);
            long to = box.content + size + 2;
            if (box.type.equals("dimg") || box.type.equals("auxl")) {
                tiles += count;
                if (tiles > PIECES) {
                    throw file.corrupt("has more than " + PIECES + " references between items");
                }
                for (int i = 0; i < count; i++) {
                    int id = size == 2 ? file.u16(to) : id(file.u32(to));
                    to += size;
                    if (box.type.equals("auxl")) {
                        made(from).auxiliaryOf = id;
                    } else {
                        made(from).tiles.add(id);
                    }
                }
            }
            at = box.end;
        }
    }

    private void readProperties(Box box) throws ExtractionException {
        for (long at = box.content; at < box.end; ) {
            Box part = box(at, box.end);
            if (part.type.equals("ipco")) {
                for (long p = part.content; p < part.end; ) {
                    Box property = box(p, part.end);
                    if (properties.size() == PROPERTIES) {
                        throw file.corrupt("has more than " + PROPERTIES + " properties");
                    }
                    properties.add(property);
                    p = property.end;
                }
            } else if (part.type.equals("ipma")) {
                readAssociations(part);
            }
            at = part.end;
        }
    }

    private void readAssociations(Box box) throws ExtractionException {
        int version = file.u8(box.content);
        boolean wide = (file.u8(box.content + 3) & 1) != 0;
        long count = file.u32(box.content + 4);
        long at = box.content + 8;
        for (long i = 0; i < count; i++) {
            int id = version == 0 ? file.u16(at) : id(file.u32(at));
            at += version == 0 ? 2 : 4;
            int associations = file.u8(at++);
            Item item = made(id);
            for (int a = 0; a < associations; a++) {
                int index = wide ? file.u16(at) & 0x7FFF : file.u8(at) & 0x7F;
                at += wide ? 2 : 1;
                if (item.properties.size() < 256) {
                    item.properties.add(index - 1);
                }
            }
        }
    }

    private Picture picture(int id) throws ExtractionException {
        Item item = item(id);
        Box size = property(item, "ispe");
        if (size == null) {
            throw file.corrupt("does not say its size");
        }
        int width = (int) Math.min(Integer.MAX_VALUE, file.u32(size.content + 4));
        int height = (int) Math.min(Integer.MAX_VALUE, file.u32(size.content + 8));
        if (!item.type.equals("grid")) {
            codec(item);
            return new Picture(width, height, 1, List.of(id));
        }
        codec(item);
        FileBytes grid = new FileBytes(data(item), "heif", false);
        int rows = grid.u8(2) + 1;
        int columns = grid.u8(3) + 1;
        boolean wide = (grid.u8(1) & 1) != 0;
        long gridWidth = wide ? grid.u32(4) : grid.u16(4);
        long gridHeight = wide ? grid.u32(8) : grid.u16(6);
        if (gridWidth != width || gridHeight != height || item.tiles.size() != rows * columns) {
            throw file.corrupt("is a grid of " + rows + " x " + columns + " tiles that does not fit its size");
        }
        return new Picture(width, height, columns, item.tiles);
    }

    private int alphaItem() throws ExtractionException {
        // The smallest, so that nothing depends on the order of a map.
        int alpha = -1;
        for (Map.Entry<Integer, Item> e : items.entrySet()) {
            Item item = e.getValue();
            if (item.auxiliaryOf == primary && (alpha < 0 || e.getKey() < alpha)) {
                Box kind = property(item, "auxC");
                if (kind != null
                        && (file.has(kind.content + 4, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")
                                || file.has(kind.content + 4, "urn:mpeg:hevc:2015:auxid:1"))) {
                    alpha = e.getKey();
                }
            }
        }
        return alpha;
    }

    /** Rotations and mirrorings in their order, as EXIF numbers them: 4 is a mirroring with axis 0, 2 one with axis 1. */
    private int orientation(Item item) throws ExtractionException {
        boolean transposed = false;
        boolean leftRight = false;
        boolean topBottom = false;
        for (int index : item.properties) {
            Box p = index >= 0 && index < properties.size() ? properties.get(index) : null;
            if (p != null && p.type.equals("irot")) {
                for (int quarter = file.u8(p.content) & 3; quarter > 0; quarter--) {
                    // A quarter against the clock: transposed, then top to bottom.
                    boolean was = leftRight;
                    transposed = !transposed;
                    leftRight = topBottom;
                    topBottom = !was;
                }
            } else if (p != null && p.type.equals("imir")) {
                if ((file.u8(p.content) & 1) == 0) {
                    topBottom = !topBottom;
                } else {
                    leftRight = !leftRight;
                }
            }
        }
        if (transposed) {
            return leftRight ? (topBottom ? 7 : 6) : topBottom ? 8 : 5;
        }
        return leftRight ? (topBottom ? 3 : 2) : topBottom ? 4 : 1;
    }

    private boolean hasLocation() throws ExtractionException {
        int looked = 0;
        for (Item item : items.values()) {
            long bytes = item.extents.stream()
                    .mapToLong(extent -> extent.length == 0 ? file.length() : extent.length)
                    .sum();
            if (item.type.equals("Exif") && bytes <= EXIF_BYTES && looked++ < EXIF_ITEMS) {
                byte[] data = data(item);
                FileBytes exif = new FileBytes(data, "exif", false);
                if (data.length > 12) {
                    long from = 4 + exif.u32(0);
                    if (Exif.read(data, from, data.length - from).location()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Item item(int id) throws ExtractionException {
        Item item = items.get(id);
        if (item == null) {
            throw file.corrupt("has no item " + id);
        }
        return item;
    }

    private Item made(int id) throws ExtractionException {
        if (items.size() >= ITEMS) {
            throw file.corrupt("has more than " + ITEMS + " items");
        }
        return items.computeIfAbsent(id, k -> new Item());
    }

    private Box property(Item item, String type) {
        for (int index : item.properties) {
            if (index >= 0
                    && index < properties.size()
                    && properties.get(index).type.equals(type)) {
                return properties.get(index);
            }
        }
        return null;
    }

    private byte[] data(Item item) throws ExtractionException {
        long total = 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Extent extent : item.extents) {
            long place = extent.place;
            long end = file.length();
            if (extent.inIdat) {
                if (idat == null) {
                    throw file.corrupt("has no idat");
                }
                place += idat.content;
                end = idat.end;
            }
            long length = extent.length == 0 ? end - place : extent.length;
            file.at(place, length);
            total += length;
            if (total > file.length()) {
                throw file.corrupt("has an item longer than itself");
            }
            out.write(file.array(), (int) place, (int) length);
        }
        return out.toByteArray();
    }

    private byte[] bytes(long place, long length) throws ExtractionException {
        int at = file.at(place, length);
        return Arrays.copyOfRange(file.array(), at, at + (int) length);
    }

    /** Most samples of a track in a movie. */
    private int samples(Box box, int depth) throws ExtractionException {
        int most = 0;
        for (long at = box.content; at + 8 <= box.end; ) {
            Box part = box(at, box.end);
            switch (part.type) {
                case "trak", "mdia", "minf", "stbl" -> {
                    if (depth < 4) {
                        most = Math.max(most, samples(part, depth + 1));
                    }
                }
                case "stsz" -> most = Math.max(most, (int) Math.min(Integer.MAX_VALUE, file.u32(part.content + 8)));
                default -> {}
            }
            at = part.end;
        }
        return most;
    }

    private Box box(long at, long end) throws ExtractionException {
        long length = file.u32(at);
        String type = file.tag(at + 4);
        long content = at + 8;
        if (length == 1) {
            length = number(at + 8, 8);
            content = at + 16;
        } else if (length == 0) {
            length = end - at;
        }
        if (length < content - at) {
            throw file.corrupt("has a box of " + length + " bytes");
        }
        file.at(at, length);
        if (at + length > end) {
            throw file.corrupt("has a box that is longer than what holds it");
        }
        return new Box(type, at, content, at + length);
    }

    /** A number of 0, 4 or 8 bytes. */
    private long number(long at, int size) throws ExtractionException {
        return switch (size) {
            case 0 -> 0;
            case 4 -> file.u32(at);
            case 8 -> {
                long number = file.u32(at) << 32 | file.u32(at + 4);
                if (number < 0 || number > 1L << 40) {
                    throw file.corrupt("has a place or length beyond all files");
                }
                yield number;
            }
            default -> throw file.corrupt("has numbers of " + size + " bytes");
        };
    }

    private int id(long id) throws ExtractionException {
        if (id > Integer.MAX_VALUE) {
            throw file.corrupt("has an item " + id);
        }
        return (int) id;
    }
}

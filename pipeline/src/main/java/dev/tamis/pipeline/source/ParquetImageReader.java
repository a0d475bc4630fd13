package dev.tamis.pipeline.source;

import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.ShardEntry.Medium;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.pipeline.recipe.SourceSpec;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.InvalidRecordException;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Reads the images of a Parquet shard: bytes in a column, in a structure {@code {bytes, path}} as data sets of Hugging Face
 * have them, or in other files that rows refer to.
 *
 * <p>Paths of other files are relative to the shard's folder and do not leave it: rows are written by strangers, and must not
 * choose what is read here.
 */
final class ParquetImageReader extends ParquetRows {
    private static final String IMAGE = "image";
    private static final String CAPTION = "caption";
    private static final String BYTES = "bytes";
    private static final String PATH = "path";
    private final SourceSpec.MediaFields fields;
    private String opened;
    private FSDataInputStream in;
    private long openedBytes;

    ParquetImageReader(Path path, Shard shard, SourceSpec source, Limits limits, Configuration conf) {
        super(path, shard, source, limits, conf);
        this.fields = source.media();
    }

    private String imageField() {
        return fields.image() == null ? IMAGE : fields.image();
    }

    private String captionField() {
        return fields.caption() == null ? CAPTION : fields.caption();
    }

    @Override
    MessageType project(MessageType schema) {
        Types.MessageTypeBuilder some = Types.buildMessage();
        String main = fields.path() == null ? imageField() : fields.path();
        if (!schema.containsField(main)) {
            throw noColumn(main, schema);
        }
        Type column = schema.getType(main);
        if (fields.path() == null && !holdsBytes(column)) {
            throw new InvalidRecordException(
                    "column \"" + main + "\" holds no bytes, but " + column + "; name one that does by image_field");
        }
        if (fields.path() != null && !isString(column)) {
            throw new InvalidRecordException("column \"" + main + "\" holds no paths, but " + column);
        }
        for (String number : new String[] {fields.offset(), fields.length()}) {
            if (number != null && !(schema.containsField(number) && isWhole(schema.getType(number)))) {
                throw new InvalidRecordException("no column \"" + number + "\" of whole numbers");
            }
        }
        if (fields.caption() != null && !schema.containsField(fields.caption())) {
            throw noColumn(fields.caption(), schema);
        }
        int columns = 0;
        for (Type type : schema.getFields()) {
            boolean named = type.getName().equals(captionField())
                    || type.getName().equals(source.idField())
                    || type.getName().equals(source.urlField())
                    || type.getName().equals(fields.path())
                    || type.getName().equals(fields.offset())
                    || type.getName().equals(fields.length());
            if (type.getName().equals(main) || (isScalar(type) && (named || columns < MOST_COLUMNS))) {
                some.addField(type);
                columns++;
            }
        }
        return some.named(schema.getName());
    }

    private static InvalidRecordException noColumn(String name, MessageType schema) {
        return new InvalidRecordException("no column \"" + name + "\" among "
                + schema.getFields().stream().map(Type::getName).toList());
    }

    private static boolean holdsBytes(Type column) {
        if (column.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        return column.isPrimitive()
                ? isBinary(column)
                : column.asGroupType().containsField(BYTES)
                        && isBinary(column.asGroupType().getType(BYTES));
    }

    private static boolean isBinary(Type column) {
        return column.isPrimitive()
                && column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !column.isRepetition(Type.Repetition.REPEATED);
    }

    private static boolean isWhole(Type column) {
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        PrimitiveTypeName name = column.asPrimitiveType().getPrimitiveTypeName();
        return name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64;
    }

    @Override
    ShardEntry entry(Group group) {
        Map<String, String> meta = new TreeMap<>();
        String url = null;
        String id = "row " + row();
        String caption = null;
        for (int i = 0; i < projection().getFieldCount(); i++) {
            String name = projection().getFieldName(i);
            if (!projection().getType(i).isPrimitive()
                    || name.equals(fields.path() == null ? imageField() : fields.path())
                    || name.equals(fields.offset())
                    || name.equals(fields.length())
                    || group.getFieldRepetitionCount(i) == 0) {
                continue;
            }
            String value = group.getValueToString(i, 0);
            if (name.equals(captionField())) {
                caption = value;
            } else if (name.equals(source.urlField())) {
                url = value;
            } else if (name.equals(source.idField())) {
                id = value;
            } else if (value.length() <= MOST_META_CHARS) {
                meta.put(name, value);
            }
        }
        Origin origin = new Origin(shard.name(), row(), -1, id, url, null, null);
        try {
            return fields.path() == null
                    ? inRow(group, origin, caption, meta)
                    : elsewhere(group, origin, caption, meta);
        } catch (ExtractionException e) {
            return damaged(origin, e.reason(), "", e.getMessage());
        }
    }

    private ShardEntry inRow(Group group, Origin origin, String caption, Map<String, String> meta)
            throws ExtractionException {
        String name = imageField();
        if (group.getFieldRepetitionCount(name) == 0) {
            throw new ExtractionException(Reason.MEDIA_REFERENCE, "column \"" + name + "\" is null");
        }
        Group of = group;
        String field = name;
        if (!projection().getType(name).isPrimitive()) {
            of = group.getGroup(name, 0);
            field = BYTES;
            if (of.getFieldRepetitionCount(BYTES) == 0) {
                // Data sets of Hugging Face refer to files so, instead of holding their bytes.
                if (!of.getType().containsField(PATH) || of.getFieldRepetitionCount(PATH) == 0) {
                    throw new ExtractionException(
                            Reason.MEDIA_REFERENCE, "column \"" + name + "\" has neither bytes nor a path");
                }
                return referred(of.getString(PATH, 0), 0, -1, origin, caption, meta);
            }
        }
        byte[] bytes = of.getBinary(field, 0).getBytes();
        checkSize(bytes.length);
        return new ShardEntry.RawRecord(origin, bytes, false, meta, null, new Medium(caption, null, -1));
    }

    private ShardEntry elsewhere(Group group, Origin origin, String caption, Map<String, String> meta)
            throws ExtractionException {
        if (group.getFieldRepetitionCount(fields.path()) == 0) {
            throw new ExtractionException(Reason.MEDIA_REFERENCE, "column \"" + fields.path() + "\" is null");
        }
        return referred(
                group.getString(fields.path(), 0),
                whole(group, fields.offset(), 0),
                whole(group, fields.length(), -1),
                origin,
                caption,
                meta);
    }

    private long whole(Group group, String field, long otherwise) {
        if (field == null || group.getFieldRepetitionCount(field) == 0) {
            return otherwise;
        }
        return projection().getType(field).asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32
                ? group.getInteger(field, 0)
                : group.getLong(field, 0);
    }

    /** @param length -1 for all up to the file's end */
    private ShardEntry referred(
            String file, long offset, long length, Origin origin, String caption, Map<String, String> meta)
            throws ExtractionException {
        if (!isBelow(file)) {
            throw new ExtractionException(
                    Reason.MEDIA_REFERENCE, "a path that is not relative, or leads out of the shard's folder");
        }
        try {
            if (!file.equals(opened)) {
                forget();
                Path target = new Path(path.getParent(), file);
                FileSystem fs = target.getFileSystem(conf);
                openedBytes = fs.getFileStatus(target).getLen();
                in = fs.open(target);
                opened = file;
            }
            long bytes = length < 0 ? openedBytes - offset : length;
            if (offset < 0 || bytes < 0 || bytes > openedBytes - offset) {
                throw new ExtractionException(
                        Reason.MEDIA_REFERENCE,
                        String.format(
                                Locale.ROOT,
                                "%s has %,d bytes, the row refers to %,d from %,d on",
                                file,
                                openedBytes,
                                bytes,
                                offset));
            }
            checkSize(bytes);
            byte[] content = new byte[(int) bytes];
            in.seek(offset);
            in.readFully(content);
            String reference = shard.reference();
            String folder = reference.substring(0, reference.lastIndexOf('/') + 1);
            return new ShardEntry.RawRecord(
                    origin, content, false, meta, null, new Medium(caption, folder + file, offset));
        } catch (IOException e) {
            opened = null;
            throw new ExtractionException(Reason.MEDIA_REFERENCE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a path stays below the folder it is relative to, and is one on every file system. */
    private static boolean isBelow(String file) {
        if (file.isEmpty() || file.length() > MOST_META_CHARS || file.startsWith("/")) {
            return false;
        }
        int part = 0;
        for (int i = 0; i <= file.length(); i++) {
            char c = i == file.length() ? '/' : file.charAt(i);
            if (c < ' ' || c == '\\' || c == ':') {
                return false;
            }
            if (c == '/') {
                String name = file.substring(part, i);
                if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                    return false;
                }
                part = i + 1;
            }
        }
        return true;
    }

    private void checkSize(long bytes) throws ExtractionException {
        long most = Math.min(limits.recordBytes(), limits.media().bytes());
        if (bytes > most) {
            throw new ExtractionException(
                    Reason.IMAGE_TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "image of %,d bytes (limits.media.bytes and limits.record_bytes allow %,d)",
                            bytes,
                            most));
        }
    }

    private void forget() throws IOException {
        opened = null;
        if (in != null) {
            in.close();
            in = null;
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        forget();
    }
}

package dev.tamis.tokenizer.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A SentencePiece model: the vocabulary and the settings it was trained and is used with. It is the proto2 message
 * {@code ModelProto} of Google's {@code sentencepiece_model.proto}; fields that this version doesn't know survive a
 * rewrite. Immutable.
 */
public final class SentencePieceModel {
    private static final int PIECES = 1;
    private static final int TRAINER_SPEC = 2;
    private static final int NORMALIZER_SPEC = 3;
    private static final int SELF_TEST_DATA = 4;
    private static final int DENORMALIZER_SPEC = 5;
    private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int PIECE_TEXT = 1;
    private static final int PIECE_SCORE = 2;
    private static final int PIECE_TYPE = 3;

    /** Most bytes of a model file. */
    public static final int MOST_BYTES = 1 << 29;

    /**
     * A piece that is sought at each place of a text has at most so many bytes, for the time that encoding takes is at
     * worst the text's bytes times the longest piece's.
     */
    public static final int MOST_PIECE_BYTES = 8192;

    private final List<Piece> pieces;
    private final Spec<TrainerField> trainer;
    private final Spec<NormalizerField> normalizer;
    private final Spec<NormalizerField> denormalizer;
    private final SelfTest selfTest;
    private final UnknownFieldSet unknown;
    private final Map<ByteString, Integer> matching = new HashMap<>();
    private final Map<ByteString, Integer> reserved = new HashMap<>();
    private final int unkId;

    private SentencePieceModel(
            List<Piece> pieces,
            Spec<TrainerField> trainer,
            Spec<NormalizerField> normalizer,
            Spec<NormalizerField> denormalizer,
            SelfTest selfTest,
            UnknownFieldSet unknown) {
        this.pieces = List.copyOf(pieces);
        this.trainer = trainer;
        this.normalizer = normalizer;
        this.denormalizer = denormalizer;
        this.selfTest = selfTest;
        this.unknown = unknown;
        this.unkId = check();
    }

    /** A new model. The pieces' order gives their ids. */
    public static SentencePieceModel of(
            List<Piece> pieces, Spec<TrainerField> trainer, Spec<NormalizerField> normalizer) {
        return new SentencePieceModel(
                pieces,
                Objects.requireNonNull(trainer, "trainer"),
                Objects.requireNonNull(normalizer, "normalizer"),
                null,
                null,
                UnknownFieldSet.getDefaultInstance());
    }

    /**
     * Reads a model file.
     *
     * @throws IOException saying which file cannot be read and why, as {@link #bytes} does
     * @throws ModelFormatException as {@link #parse} does, with the file's name
     */
    public static SentencePieceModel read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        try {
            return parse(bytes);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The bytes of a model file, of which there are at most {@value #MOST_BYTES}: the largest vocabularies in use take 5 MB,
     * and a wrong file should be refused before it fills the memory.
     *
     * @throws IOException where the file is missing, empty, too large, a directory or not to be read, naming it
     */
    public static byte[] bytes(Path file) throws IOException {
        if (file.toString().isEmpty()) {
            throw new IOException("no model file is named: the name is empty");
        }
        if (!Files.exists(file)) {
            throw new IOException("no model file " + file);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory, not a model file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = Files.size(file) > MOST_BYTES ? null : in.readNBytes(MOST_BYTES + 1);
            if (bytes == null || bytes.length > MOST_BYTES) {
                throw new IOException(file + " is no model: it has more than " + MOST_BYTES + " bytes");
            }
            if (bytes.length == 0) {
                throw new IOException(file + " is empty");
            }
            return bytes;
        } catch (AccessDeniedException e) {
            throw new IOException("no permission to read " + file, e);
        }
    }

    /** What the parser says, without the advice that it has for programmers. */
    private static String reason(InvalidProtocolBufferException e) {
        String said = String.valueOf(e.getMessage());
        return said.contains("setSizeLimit") ? "a length is larger than the file" : said;
    }

    /**
     * Reads the bytes of a model file. Nothing is allocated from a size that the file states before that many bytes are seen to be
     * there.
     *
     * @throws ModelFormatException when the bytes are no model, or one that SentencePiece's loader refuses, or a piece
     *     has more than {@value #MOST_PIECE_BYTES} bytes
     */
    public static SentencePieceModel parse(byte[] file) {
        CodedInputStream in = CodedInputStream.newInstance(file);
        List<Piece> pieces = new ArrayList<>();
        Spec<TrainerField> trainer = null;
        Spec<NormalizerField> normalizer = null;
        Spec<NormalizerField> denormalizer = null;
        SelfTest selfTest = null;
        UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int number = WireFormat.getTagFieldNumber(tag);
                if (WireFormat.getTagWireType(tag) != LENGTH_DELIMITED
                        || number < PIECES
                        || number > DENORMALIZER_SPEC) {
                    unknown.mergeFieldFrom(tag, in);
                    continue;
                }
                int limit = in.pushLimit(in.readRawVarint32());
                switch (number) {
                    case PIECES -> pieces.add(readPiece(in));
                    case TRAINER_SPEC ->
                        trainer = orEmpty(trainer, TrainerField.class).read(in);
                    case NORMALIZER_SPEC ->
                        normalizer = orEmpty(normalizer, NormalizerField.class).read(in);
                    case SELF_TEST_DATA -> selfTest = SelfTest.read(selfTest, in);
                    default ->
                        denormalizer =
                                orEmpty(denormalizer, NormalizerField.class).read(in);
                }
                in.checkLastTagWas(0);
                in.popLimit(limit);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new ModelFormatException(
                    "not a SentencePiece model: damaged near byte " + in.getTotalBytesRead() + " of " + file.length
                            + ": " + reason(e),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SentencePieceModel(pieces, trainer, normalizer, denormalizer, selfTest, unknown.build());
    }

    private static <F extends Enum<F> & SpecField> Spec<F> orEmpty(Spec<F> spec, Class<F> fields) {
        return spec == null ? Spec.empty(fields) : spec;
    }

    private static Piece readPiece(CodedInputStream in) throws IOException {
        ByteString bytes = ByteString.EMPTY;
        Float score = null;
        PieceType type = null;
        UnknownFieldSet.Builder rest = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == WireFormat.WIRETYPE_LENGTH_DELIMITED + (PIECE_TEXT << 3)) {
                bytes = in.readBytes();
            } else if (tag == WireFormat.WIRETYPE_FIXED32 + (PIECE_SCORE << 3)) {
                score = in.readFloat();
            } else {
                long number = tag == PIECE_TYPE << 3 ? in.readRawVarint64() : 0;
                PieceType known = PieceType.of(number);
                if (known != null) {
                    type = known;
                    continue;
                }
                rest = rest == null ? UnknownFieldSet.newBuilder() : rest;
                if (tag == PIECE_TYPE << 3) {
                    rest.mergeField(
                            PIECE_TYPE,
                            UnknownFieldSet.Field.newBuilder().addVarint(number).build());
                } else {
                    rest.mergeFieldFrom(tag, in);
                }
            }
        }
        return new Piece(bytes, score, type, rest == null ? UnknownFieldSet.getDefaultInstance() : rest.build());
    }

    /** The model as a file: fields in the order of their numbers, then the unknown ones. */
    public byte[] serialize() {
        ByteString.Output file = ByteString.newOutput(1 << 16);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(file);
            for (Piece piece : pieces) {
                out.writeTag(PIECES, LENGTH_DELIMITED);
                out.writeUInt32NoTag(size(piece));
                out.writeBytes(PIECE_TEXT, piece.bytes());
                if (piece.declaredScore() != null) {
                    out.writeFloat(PIECE_SCORE, piece.declaredScore());
                }
                if (piece.declaredType() != null) {
                    out.writeEnum(PIECE_TYPE, piece.declaredType().number());
                }
                piece.unknown().writeTo(out);
            }
            writeMessage(out, TRAINER_SPEC, trainer == null ? null : trainer::write);
            writeMessage(out, NORMALIZER_SPEC, normalizer == null ? null : normalizer::write);
            writeMessage(out, SELF_TEST_DATA, selfTest == null ? null : selfTest::write);
            writeMessage(out, DENORMALIZER_SPEC, denormalizer == null ? null : denormalizer::write);
            unknown.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteString().toByteArray();
    }

    private static int size(Piece piece) {
        int size = CodedOutputStream.computeBytesSize(PIECE_TEXT, piece.bytes());
        if (piece.declaredScore() != null) {
            size += CodedOutputStream.computeFloatSize(PIECE_SCORE, piece.declaredScore());
        }
        if (piece.declaredType() != null) {
            size += CodedOutputStream.computeEnumSize(
                    PIECE_TYPE, piece.declaredType().number());
        }
        return size + piece.unknown().getSerializedSize();
    }

    /** Writes the fields of one message. */
    interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    static void writeMessage(CodedOutputStream out, int number, Body body) throws IOException {
        if (body == null) {
            return;
        }
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream message = CodedOutputStream.newInstance(bytes);
        body.write(message);
        message.flush();
        out.writeBytes(number, bytes.toByteString());
    }

    /**
     * Refuses what the loader of SentencePiece 0.2.3 refuses, and pieces of more than {@value #MOST_PIECE_BYTES} bytes;
     * fills the look-up tables and returns the id of the unknown piece.
     */
    private int check() {
        if (pieces.isEmpty()) {
            throw new ModelFormatException("the model has no pieces");
        }
        boolean byteFallback = trainer().flag(TrainerField.BYTE_FALLBACK);
        int unknownId = -1;
        Set<ByteString> bytePieces = new HashSet<>();
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            if (piece.bytes().isEmpty()) {
                throw new ModelFormatException("piece " + id + " is empty");
            }
            if (holdsZero(piece.bytes())) {
                throw new ModelFormatException("piece " + id + " holds a zero byte");
            }
            if (piece.bytes().size() > MOST_PIECE_BYTES && isSoughtAnywhere(piece.type())) {
                throw new ModelFormatException(
                        "piece " + id + " has " + piece.bytes().size() + " bytes; the bound is " + MOST_PIECE_BYTES
                                + ", for encoding slows down with the longest piece");
            }
            if (!Float.isFinite(piece.score())) {
                throw new ModelFormatException(
                        "piece " + id + ", \"" + piece.text() + "\", has the score " + piece.score());
            }
            Map<ByteString, Integer> table = piece.type().matchesText() ? matching : reserved;
            Integer before = table.putIfAbsent(piece.bytes(), id);
            if (before != null) {
                throw new ModelFormatException(
                        "piece " + id + " repeats piece " + before + ", \"" + piece.text() + "\"");
            }
            if (piece.type() == PieceType.UNKNOWN) {
                if (unknownId >= 0) {
                    throw new ModelFormatException(
                            "pieces " + unknownId + " and " + id + " are both of type UNKNOWN; a model has one");
                }
                unknownId = id;
            } else if (piece.type() == PieceType.BYTE) {
                if (!byteFallback) {
                    throw new ModelFormatException(
                            "piece " + id + ", \"" + piece.text() + "\", is a byte piece, but byte_fallback is off");
                }
                if (byteOf(piece.text()) < 0) {
                    throw new ModelFormatException("byte piece " + id + " is \"" + piece.text()
                            + "\"; byte pieces are <0x00> to <0xFF> in upper case");
                }
                bytePieces.add(piece.bytes());
            }
        }
        if (unknownId < 0) {
            throw new ModelFormatException("none of the " + pieces.size() + " pieces is of type UNKNOWN");
        }
        if (byteFallback && bytePieces.size() != 256) {
            throw new ModelFormatException(
                    "byte_fallback is on, but " + bytePieces.size() + " of the 256 byte pieces are there");
        }
        if (type() == ModelType.UNIGRAM && matching.isEmpty()) {
            throw new ModelFormatException(
                    "no piece can match text: all " + pieces.size() + " are unknown, control or byte pieces");
        }
        return unknownId;
    }

    /** Whether pieces of the type can begin anywhere; words and single characters are looked up whole. */
    private boolean isSoughtAnywhere(PieceType pieceType) {
        return pieceType == PieceType.USER_DEFINED
                || (pieceType.matchesText() && (type() == ModelType.UNIGRAM || type() == ModelType.BPE));
    }

    /** Whether a zero byte is in the text; no piece has one. */
    public static boolean holdsZero(ByteString bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.byteAt(i) == 0) {
                return true;
            }
        }
        return false;
    }

    /** The name of the piece that stands for one byte, such as {@code <0x0A>}. */
    public static String bytePiece(int b) {
        return String.format(Locale.ROOT, "<0x%02X>", b & 0xFF);
    }

    /** The byte that a piece such as {@code <0x0A>} stands for, or -1. */
    public static int byteOf(String piece) {
        if (piece.length() != 6 || !piece.startsWith("<0x") || piece.charAt(5) != '>') {
            return -1;
        }
        int high = hexDigit(piece.charAt(3));
        int low = hexDigit(piece.charAt(4));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hexDigit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    public List<Piece> pieces() {
        return pieces;
    }

    public Piece piece(int id) {
        if (id < 0 || id >= pieces.size()) {
            throw new IllegalArgumentException("id " + id + " is not in the vocabulary: ids run from 0 to "
                    + (pieces.size() - 1) + "; is this the model that made the ids?");
        }
        return pieces.get(id);
    }

    /** Number of pieces, which is one more than the largest id. */
    public int size() {
        return pieces.size();
    }

    public int unkId() {
        return unkId;
    }

    /** The id of the begin-of-sentence piece, or -1 when the model has none. */
    public int bosId() {
        return controlId(TrainerField.BOS_PIECE);
    }

    /** The id of the end-of-sentence piece, or -1 when the model has none. */
    public int eosId() {
        return controlId(TrainerField.EOS_PIECE);
    }

    /** The id of the padding piece, or -1 when the model has none. */
    public int padId() {
        return controlId(TrainerField.PAD_PIECE);
    }

    private int controlId(TrainerField name) {
        String text = trainer().text(name);
        // An empty name means the default one, as it does to SentencePiece.
        Integer id = reserved.get(ByteString.copyFromUtf8(text.isEmpty() ? (String) name.preset() : text));
        return id != null && pieces.get(id).type() == PieceType.CONTROL ? id : -1;
    }

    /** The id of a piece, or the unknown piece's id; control, unknown and byte pieces are looked up first. */
    public int idOf(String piece) {
        return idOf(ByteString.copyFromUtf8(piece));
    }

    /** The id of a piece, or the unknown piece's id; control, unknown and byte pieces are looked up first. */
    public int idOf(ByteString piece) {
        Integer id = reserved.get(piece);
        if (id == null) {
            id = matching.get(piece);
        }
        return id == null ? unkId : id;
    }

    public ModelType type() {
        return (ModelType) trainer().value(TrainerField.MODEL_TYPE);
    }

    /** How the model was trained; all defaults when the file doesn't say. */
    public Spec<TrainerField> trainer() {
        return orEmpty(trainer, TrainerField.class);
    }

    /** How text is normalised before it is segmented; all defaults when the file doesn't say. */
    public Spec<NormalizerField> normalizer() {
        return orEmpty(normalizer, NormalizerField.class);
    }

    /** How decoded text is rewritten, or null when the file doesn't say. */
    public Spec<NormalizerField> denormalizer() {
        return denormalizer;
    }

    /** Inputs and their expected segmentations that the trainer stored; often empty. */
    public List<SelfTest.Sample> selfTestSamples() {
        return selfTest == null ? List.of() : selfTest.samples();
    }

    /**
     * The {@code .vocab} text: a line for each piece, with its score after a TAB unless the model was trained with
     * {@code vocabulary_output_piece_score=false}. Scores have six significant digits and are for people to read.
     */
    public String vocab() {
        boolean scores = trainer().flag(TrainerField.VOCABULARY_OUTPUT_PIECE_SCORE);
        StringBuilder text = new StringBuilder(pieces.size() * 16);
        for (Piece piece : pieces) {
            text.append(piece.text());
            if (scores) {
                text.append('\t').append(SixDigits.format(piece.score()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}

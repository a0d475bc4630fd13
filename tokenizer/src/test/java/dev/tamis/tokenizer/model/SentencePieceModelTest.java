package dev.tamis.tokenizer.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentencePieceModelTest {
    private static final Spec<TrainerField> TRAINER = Spec.empty(TrainerField.class);
    private static final Spec<NormalizerField> NORMALIZER = Spec.empty(NormalizerField.class);

    private static Piece piece(String text, PieceType type) {
        return Piece.of(text, type == PieceType.NORMAL ? -1.5f : 0, type);
    }

    private static SentencePieceModel small() {
        return SentencePieceModel.of(
                List.of(
                        piece("<unk>", PieceType.UNKNOWN),
                        piece("<s>", PieceType.CONTROL),
                        piece("</s>", PieceType.CONTROL),
                        piece("\u2581a", PieceType.NORMAL)),
                TRAINER.explicit(),
                NORMALIZER.explicit());
    }

    interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        body.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void unknownFieldsAtEveryLevelSurviveARewrite() throws IOException {
        byte[] unk = message(out -> {
            out.writeString(1, "<unk>");
            out.writeFloat(2, 0);
            out.writeEnum(3, 2);
            out.writeString(200, "of a piece");
        });
        byte[] later = message(out -> {
            out.writeString(1, "b");
            out.writeEnum(3, 77); // a type of a later version
        });
        byte[] trainer = message(out -> {
            out.writeInt32(4, 2);
            out.writeString(30, "x");
            out.writeString(30, "y");
            out.writeInt32(43, -1);
            out.writeDouble(99, 2.5);
        });
        byte[] normalizer = message(out -> {
            out.writeString(1, "identity");
            out.writeBool(3, false);
            out.writeBytes(300, ByteString.copyFromUtf8("of the normaliser"));
        });
        byte[] sample = message(out -> {
            out.writeString(1, "a b");
            out.writeString(2, "a \u2581b");
            out.writeInt32(7, 7);
        });
        byte[] tests = message(out -> {
            out.writeByteArray(1, sample);
            out.writeInt64(9, -9);
        });
        byte[] file = message(out -> {
            out.writeByteArray(1, unk);
            out.writeByteArray(1, later);
            out.writeByteArray(2, trainer);
            out.writeByteArray(3, normalizer);
            out.writeByteArray(4, tests);
            out.writeByteArray(5, normalizer);
            out.writeFixed32(6, 6);
            out.writeString(201, "of the model");
        });

        SentencePieceModel model = SentencePieceModel.parse(file);

        assertArrayEquals(file, model.serialize());
        assertEquals(PieceType.NORMAL, model.piece(1).type());
        assertEquals(List.of("x", "y"), model.trainer().texts(TrainerField.CONTROL_SYMBOLS));
        assertEquals(-1, model.trainer().integer(TrainerField.PAD_ID));
        assertEquals(
                ByteString.copyFromUtf8("a \u2581b"),
                model.selfTestSamples().get(0).expected());
        assertFalse(model.denormalizer().flag(NormalizerField.ADD_DUMMY_PREFIX));
    }

    @Test
    void aFileWithoutSettingsMeansTheProtoDefaults() throws IOException {
        byte[] unk = message(out -> {
            out.writeString(1, "<unk>");
            out.writeEnum(3, 2);
        });
        byte[] a = message(out -> out.writeString(1, "a"));
        SentencePieceModel model = SentencePieceModel.parse(message(out -> {
            out.writeByteArray(1, unk);
            out.writeByteArray(1, a);
        }));

        assertEquals(ModelType.UNIGRAM, model.type());
        assertEquals(8000, model.trainer().integer(TrainerField.VOCAB_SIZE));
        assertEquals(" \u2047 ", model.trainer().text(TrainerField.UNK_SURFACE));
        assertTrue(model.normalizer().flag(NormalizerField.ADD_DUMMY_PREFIX));
        assertEquals(0f, model.piece(0).score());
    }

    @Test
    void settingsSplitOverTwoMessagesAreMerged() throws IOException {
        byte[] unk = message(out -> {
            out.writeString(1, "<unk>");
            out.writeEnum(3, 2);
        });
        byte[] file = message(out -> {
            out.writeByteArray(1, unk);
            out.writeByteArray(1, message(a -> a.writeString(1, "a")));
            out.writeByteArray(2, message(spec -> {
                spec.writeInt32(4, 10);
                spec.writeString(30, "x");
            }));
            out.writeByteArray(2, message(spec -> {
                spec.writeString(30, "y");
                spec.writeInt32(4, 11);
            }));
        });
        SentencePieceModel model = SentencePieceModel.parse(file);
        assertEquals(11, model.trainer().integer(TrainerField.VOCAB_SIZE));
        assertEquals(List.of("x", "y"), model.trainer().texts(TrainerField.CONTROL_SYMBOLS));
    }

    @Test
    void anIdOfMinusOneTakesTenBytes() {
        byte[] file = small().serialize();
        byte[] wanted = {
            (byte) 0xD8,
            2,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            (byte) 0xFF,
            1
        };
        assertTrue(ByteString.copyFrom(file).toString().length() > 0);
        assertTrue(indexOf(file, wanted) >= 0, "pad_id is field 43");
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static String refused(List<Piece> pieces, boolean byteFallback) {
        Spec<TrainerField> trainer = TRAINER.with(TrainerField.BYTE_FALLBACK, byteFallback);
        return assertThrows(ModelFormatException.class, () -> SentencePieceModel.of(pieces, trainer, NORMALIZER))
                .getMessage();
    }

    @Test
    void whatSentencePieceRefusesIsRefusedWithTheReason() {
        Piece unk = piece("<unk>", PieceType.UNKNOWN);
        assertTrue(refused(List.of(), false).contains("no pieces"));
        assertTrue(refused(List.of(piece("a", PieceType.NORMAL)), false).contains("UNKNOWN"));
        assertTrue(refused(List.of(unk, piece("u", PieceType.UNKNOWN)), false).contains("both of type UNKNOWN"));
        assertTrue(refused(List.of(unk, piece("", PieceType.NORMAL)), false).contains("piece 1 is empty"));
        assertTrue(refused(List.of(unk, piece("a", PieceType.NORMAL), piece("a", PieceType.USER_DEFINED)), false)
                .contains("piece 2 repeats piece 1"));
        assertTrue(refused(List.of(unk, piece("<0x00>", PieceType.BYTE)), false).contains("byte_fallback is off"));
        assertTrue(refused(List.of(unk, piece("<0x00>", PieceType.BYTE)), true).contains("1 of the 256"));
        assertTrue(refused(List.of(unk, piece("a\0b", PieceType.NORMAL)), false).contains("piece 1 holds a zero byte"));
        assertTrue(refused(List.of(unk, Piece.of("a", Float.NaN, PieceType.NORMAL)), false)
                .contains("has the score NaN"));
        assertTrue(refused(List.of(unk, piece("s", PieceType.CONTROL)), false).contains("no piece can match text"));
        assertTrue(refused(List.of(unk, piece("<0xaa>", PieceType.BYTE)), true).contains("<0xaa>"));
    }

    @Test
    void textsThatAreNotUtf8SurviveARewrite() throws IOException {
        byte[] path = {'/', (byte) 0xE9, (byte) 0xFF};
        byte[] unk = message(out -> {
            out.writeByteArray(1, new byte[] {(byte) 0xFF});
            out.writeEnum(3, 2);
        });
        byte[] file = message(out -> {
            out.writeByteArray(1, unk);
            out.writeByteArray(1, message(a -> a.writeString(1, "a")));
            out.writeByteArray(2, message(spec -> {
                spec.writeByteArray(1, path);
                spec.writeByteArray(2, path);
                spec.writeBool(55, true);
            }));
            out.writeByteArray(3, message(spec -> spec.writeByteArray(6, path)));
            out.writeByteArray(4, message(tests -> tests.writeByteArray(1, message(s -> s.writeByteArray(1, path)))));
        });
        SentencePieceModel model = SentencePieceModel.parse(file);
        assertArrayEquals(file, model.serialize());
        assertEquals("/\uFFFD\uFFFD", model.trainer().text(TrainerField.MODEL_PREFIX));
        assertTrue(model.trainer().flag(TrainerField.AUTO_CHARACTER_COVERAGE));
    }

    @Test
    void aPieceAndAControlMayShareASurface() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(piece("<unk>", PieceType.UNKNOWN), piece("x", PieceType.CONTROL), piece("x", PieceType.NORMAL)),
                TRAINER,
                NORMALIZER);
        assertEquals(1, model.idOf("x"));
        assertEquals(0, model.idOf("y"));
    }

    @Test
    void tenThousandDamagedFilesEndInAModelOrAnError() {
        byte[] good = small().serialize();
        Random random = new Random(7);
        int models = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] bad = good.clone();
            for (int k = 0; k <= random.nextInt(4); k++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            if (round % 3 == 0) {
                bad = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
            }
            try {
                models += SentencePieceModel.parse(bad).size() > 0 ? 1 : 0;
            } catch (ModelFormatException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(models > 0 && models < 10_000, models + " of 10,000 damaged files still are models");
    }

    @Test
    void aSizeThatLiesIsRefusedWithoutBeingAllocated() {
        byte[] file = {10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7, 1, 2, 3};
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> SentencePieceModel.parse(file));
        assertTrue(e.getMessage().startsWith("not a SentencePiece model"), e.getMessage());
    }

    @Test
    void vocabShowsSixDigitsAsCDoes() {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(piece("<unk>", PieceType.UNKNOWN));
        float[] scores = {-3.456789f, -0f, 1e-5f, 123456.7f, 1234567f, -12.5f, -0.00012345678f};
        for (int i = 0; i < scores.length; i++) {
            pieces.add(Piece.of("p" + i, scores[i], PieceType.NORMAL));
        }
        assertEquals(
                "<unk>\t0\np0\t-3.45679\np1\t-0\np2\t1e-05\np3\t123457\np4\t1.23457e+06\np5\t-12.5\np6\t-0.000123457\n",
                SentencePieceModel.of(pieces, TRAINER, NORMALIZER).vocab());
        assertEquals(
                "<unk>\na\n",
                SentencePieceModel.of(
                                List.of(piece("<unk>", PieceType.UNKNOWN), piece("a", PieceType.NORMAL)),
                                TRAINER.with(TrainerField.VOCABULARY_OUTPUT_PIECE_SCORE, false),
                                NORMALIZER)
                        .vocab());
    }

    @Test
    void settingsKeepWhatTheyDontKnow() {
        assertEquals(UnknownFieldSet.getDefaultInstance(), small().piece(0).unknown());
        assertThrows(IllegalArgumentException.class, () -> TRAINER.with(TrainerField.VOCAB_SIZE, "many"));
    }

    @Test
    void aPieceThatWouldSlowEncodingDownIsRefusedByItsId() {
        String bound = "a".repeat(SentencePieceModel.MOST_PIECE_BYTES);
        Piece unknown = Piece.of("<unk>", 0, PieceType.UNKNOWN);
        for (ModelType type : ModelType.values()) {
            Spec<TrainerField> trainer = TRAINER.with(TrainerField.MODEL_TYPE, type);
            for (PieceType kind : List.of(PieceType.NORMAL, PieceType.USER_DEFINED, PieceType.UNUSED)) {
                List<Piece> longest = List.of(unknown, Piece.of(bound, -1, kind));
                assertEquals(
                        2, SentencePieceModel.of(longest, trainer, NORMALIZER).size());
                List<Piece> longer = List.of(unknown, Piece.of(bound + "b", -1, kind));
                boolean wholeUnits = type == ModelType.WORD || type == ModelType.CHAR;
                if (wholeUnits && kind != PieceType.USER_DEFINED) {
                    assertEquals(
                            2,
                            SentencePieceModel.of(longer, trainer, NORMALIZER).size());
                    continue;
                }
                ModelFormatException e = assertThrows(
                        ModelFormatException.class, () -> SentencePieceModel.of(longer, trainer, NORMALIZER));
                assertTrue(e.getMessage().startsWith("piece 1 has 8193 bytes; the bound is 8192"), e.getMessage());
            }
        }
    }
}

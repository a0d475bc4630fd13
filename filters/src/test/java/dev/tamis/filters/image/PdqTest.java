package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PDQ has upstream's bits. */
class PdqTest {

    /** What upstream's Java hasher (facebook/ThreatExchange, da854faa) says of {@link Pictures#blocks}. */
    record Golden(int width, int height, int quality, List<String> dihedral) {}

    static List<Golden> goldens() {
        return List.of(
                new Golden(
                        64,
                        64,
                        100,
                        List.of(
                                "8df4fb20720f8ccb725b3cded5a041203c5baf73a22f7758c2f0c3303d0f8c63",
                                "824d94e36cf2916dd4c3692c687c3ca996086326c36d73233cb27bdd3ce3c71c",
                                "d8a1d18a275ea661270e967480f5eb8a690e05d9757adff297a5699a685a26c9",
                                "c7183e4931a73bc78196c3863d099603c35dc9849638d98969e7d17769b66db6",
                                "8df484df720b7334525bc321d5a0bedf3c5b508c202f88a7c2b03ccf3d0f739c",
                                "d8a12e75275e599e270e698b80f51475690efa26777a220d97a59665685ad936",
                                "d26d6b1c6cf26e92d4c396d3687cc35696089cd9c36d8cdc3cb2a4223ce338e3",
                                "d718c1b639a7c43881963c793d1969fcc35d36739638267669e72e8869b69249")),
                new Golden(
                        512,
                        512,
                        100,
                        List.of(
                                "d1e0ee5b7c5b8962068d769d83e0084b7e5fcb62009d749d81e05d5b7e1f8b62",
                                "d3691b2965b65b4971c793496ee765928e380c3292699b096db6f34d71c79249",
                                "84b545f12b0e23c852f8dc37d6b582e12b0a61d8f3e8de37d4b5d7f12b4a21c8",
                                "873cb18330e3f1e3249239e33bb28f38db6da698c71c39a338e359e7249238e3",
                                "d1e010a47e5b769d079d896283e0d7b47e5f348db79d8b6281e080a47e1f749d",
                                "84b5bb0e2b0edc3752d823c8d6b5fd1e2b0a9e27e2e821c8d4b52a0e2b4ade37",
                                "d249e4d66492a49671c76c964ec3924d8e38f3cd924964b66db60cb271c76db6",
                                "873c4e7c30e30e3c2492c61c3bb670e7db6d5967cf3cce5c38e3a6182492c71c")),
                new Golden(
                        1,
                        1,
                        0,
                        List.of(
                                "0000820000002c4b000011342c4b554b000013a01134113411342c4b82008200",
                                "40034043120452071204447b404352070040447b04781244130412041304447b",
                                "0000000a000004610000391e391ed741000099020461391e04610461d741000a",
                                "014240410610502d065046510102502d00004651102c106c4611102c46514651",
                                "0000554b0000113400002c4b2c4b82000000cc5311342c4b113411348200554b",
                                "0000d7410000391e00000461391e000a000046f1046104610461391ed741d741",
                                "4003010012040578120413044043057800401304047804381304043813041304",
                                "01420102061007520650112e010207520000112e102c0610461106104651112e")),
                new Golden(
                        500,
                        375,
                        100,
                        List.of(
                                "779d19168b6293a47bf94c53769d650c8b6293a4d5474c5b769d55a88962b3a4",
                                "30e370e78b0965b66c9279c79ac98e1c9249db4d38c739e78b1c2c9664b279c7",
                                "22c8abbcdc37390e2d7de6f923c8cba6de37390ec012e6f123c8aa82dc37190e",
                                "6596da49de5c8f1831c7d269479c24b2c71871c76592934dde49863c31e7d34d",
                                "749de6e989626c5b7008b3ac769d9af38b626c5b0506b3a4769daa5789624c5b",
                                "23c85c43dc37c6f12f7d190623c83459de37c6f1d012190e23c8557ddc37e6f1",
                                "30e38f3c8b09da6d6c92873cbac9f9e79a4d2cb238c7ce188b1cd36964b28e38",
                                "65b625b2de5c30c379c72c92c79c5b49c71c8e186d926cb2de4979c331e72c92")),
                new Golden(
                        333,
                        512,
                        100,
                        List.of(
                                "ce73d3ac318cdf37245924c9ce7351a4318cdf37644924c9ce7353a4318cdb36",
                                "d3492c962cb28f3893696187db6d8e38659671c7d34d7db66cb28e3892496187",
                                "9b26790664d9759d710c8e639b26f30e64d9759d310c8e639b26f90e64d9719c",
                                "c71c8e3879e72592c73ccb2d873c249230c3db6d8718cf3c39e72492c71ccb2d",
                                "ce73ac53318c20c86459db36ce73be7b318c20c86e59db36ce73ae5b318c24c9",
                                "9b2686f964d98a72731c719c9b269ef164d98a623b1c719c9b2646f164d98e63",
                                "d249d36d2cb271c792499e78d24d71c765968e38d34d9a496cb271c792499e78",
                                "871c79c779e7db6dc61c34d28718db6d30c32492861830c339e7db6dc71c34d2")),
                new Golden(
                        129,
                        7,
                        100,
                        List.of(
                                "886317a5779ce95a769c8c63cc63739c295a8e63d6b58c63339c739c886316a5",
                                "9672c4db398c96d296d2918e496d8e73692d692dc673c673398c96d296d2398c",
                                "dd36bc0f22c943f023c926c99936d9367c0f24c983f026c966c9d936dd36bc0f",
                                "c3276e716cd93c78c3873b243c3864d93c78c38793266cd96cd93c78c3879326",
                                "8863e95a779c16a5769c739ccc638c63295a719cd6a5739c339c8c638863e95a",
                                "dd3642f020c9bc0f23c9d936993626c97c0fdb3683f0d93666c926c9dd3643f0",
                                "96723b24398c692d96d26e71696d718c692d96d2c67339ac398c692d96d2c673",
                                "c327918e6cd9c387c387c4db3c389b263c783c78932693266cd9c387c3876cd9")),
                new Golden(
                        40,
                        300,
                        100,
                        List.of(
                                "63c83c289e233d0e3ae9c7f121c886f9de273d0ea189c6f161c8fb28de273b0e",
                                "25b27b619a49873838c38a2d289269928f3870e72d96faefda4def3c30c3d24d",
                                "349d8682cb7697a46fbc6c5b749d2e13cb7296a4f4d42c5b349d0982cb7293a4",
                                "70e3d15d8f386d962d9620877dc3c378da6dda4d38c350458e384596659678e7",
                                "61c8d3d79e23c2f13ae93a0e21c87b069e27c3f1a189790e61c85cd79e27c6f1",
                                "349d415dcb76685b6fbc90a4749dd1a48b72685bd4d493a4349d047d8b726c5b",
                                "25b6849eda6d78c778c775d2ad97966d8f388f186d960510db6d10c330c32db2",
                                "70e32ea28f3892692d96df7879c33887da6d24b238c3afba8e18ba6965968718")),
                new Golden(
                        511,
                        130,
                        100,
                        List.of(
                                "6d5a002192a47b0ecef186e12a0ad7f590a5791edee1c4f16b5ad5f594a53b0e",
                                "2db67ea39249ce189249f2c93f296eb22db672c32db67ea39249ce389249b249",
                                "380faa8bc7f191a481a42c4b7f5f555fc5f0d3b481a46e5b3e0f5c0fc1f091a4",
                                "78e3dc29c71c64b2cf3cd8636e7cc41c78e3d86978e3dc09c71c6492c71c18e3",
                                "6d5afffe92a4c4f1cef17b1e2a0a280a90a586e1dee13b0e6b5a2b0a94a5c4f1",
                                "3c0f5554c7f16e5bd3b4d3b47f5f82a0c5f02c4bc3b491a43e0f80a0c1f06e5b",
                                "2db6997c924931e79a698d363f29914d2db68d3c6db6895c924931c792494db6",
                                "78e323d6c618934dc61c279c62583be378e3279238e323d2c71c9b6dc71ce71c")));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void bitsAndQualityAreThoseOfUpstreamsJavaHasher(Golden golden) {
        Pdq pdq = new Pdq();
        Pixels image = Pictures.blocks(golden.width, golden.height, golden.width * 31L + golden.height);
        assertEquals(golden.quality, pdq.hash(image));
        assertEquals(golden.dihedral.get(0), HexFormat.of().formatHex(pdq.bytes()));
        List<String> dihedral = new ArrayList<>();
        for (byte[] hash : pdq.dihedral()) {
            dihedral.add(HexFormat.of().formatHex(hash));
        }
        assertEquals(golden.dihedral, dihedral);
    }

    @Test
    void bitsAreThoseOfThePlainAlgorithm() {
        SplittableRandom random = new SplittableRandom(11);
        Pdq pdq = new Pdq();
        for (int round = 0; round < 300; round++) {
            int width = 1 + random.nextInt(round % 10 == 0 ? 700 : 150);
            int height = 1 + random.nextInt(round % 10 == 0 ? 700 : 150);
            float[] luma = new float[width * height];
            for (int i = 0; i < luma.length; i++) {
                luma[i] = round % 3 == 0
                        ? random.nextInt(256)
                        : (i % width * 13 / width + i / width * 7 / height) * 11 + random.nextInt(1 + round % 40);
            }
            float[] before = luma.clone();
            int quality = pdq.hash(luma, width, height);
            PlainPdq plain = new PlainPdq(luma, width, height);
            assertArrayEquals(before, luma);
            assertEquals(plain.quality(), quality, width + " x " + height);
            assertArrayEquals(plain.bits(), pdq.bytes(), width + " x " + height);
        }
    }

    @Test
    void turnedPicturesHaveTheTurnedHashes() {
        Pdq pdq = new Pdq();
        Pixels image = Pictures.of(Pictures.scene(480, 360, 7));
        pdq.hash(image);
        byte[][] turned = pdq.dihedral();
        for (int way = 0; way < 8; way++) {
            int quality = pdq.hash(Pictures.turned(image, way));
            assertTrue(quality >= Pdq.MIN_QUALITY, "quality " + quality);
            int distance = Pdq.distance(turned[way], pdq.bytes());
            assertTrue(distance <= 16, "way " + way + " is " + distance + " bits away");
        }
    }

    @Test
    void picturesOfHalfTheSizeMatchAndOthersAreFar() {
        Pdq pdq = new Pdq();
        List<byte[]> hashes = new ArrayList<>();
        for (int seed = 0; seed < 12; seed++) {
            pdq.hash(Pictures.of(Pictures.scene(900, 700, seed)));
            byte[] large = pdq.bytes();
            BufferedImage half = new BufferedImage(450, 350, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = half.createGraphics();
            graphics.drawImage(
                    Pictures.scene(900, 700, seed).getScaledInstance(450, 350, Image.SCALE_AREA_AVERAGING), 0, 0, null);
            graphics.dispose();
            pdq.hash(Pictures.of(half));
            assertTrue(Pdq.distance(large, pdq.bytes()) <= 31, "half of " + seed);
            for (byte[] other : hashes) {
                assertTrue(Pdq.distance(large, other) > 60, "unlike " + seed);
            }
            hashes.add(large);
        }
    }

    @Test
    void flatPicturesAreOfNoQuality() {
        Pdq pdq = new Pdq();
        assertEquals(0, pdq.hash(Pictures.flat(300, 200, 200, 10, 90)));
        assertEquals(0, pdq.hash(Pictures.flat(3000, 2, 0, 0, 0)));
    }

    @Test
    void lumaThatIsTooShortIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Pdq().hash(new float[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> new Pdq().hash(new float[5], 0, 3));
    }
}

package dev.tamis.models.tfjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.models.ModelException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Values that modules export are read without running them. */
final class ScriptLiteralTest {
    private static JsonNode read(String script) throws ModelException {
        return ScriptLiteral.exported("m.js", script);
    }

    @Test
    void whatAMinifierWritesIsRead() throws Exception {
        JsonNode value = read(
                "!function(e){x.exports=e()}({1:[function(e,a,n){a.exports={modelTopology:{sparse:!1,all:!0,"
                        + "seed:null,no:void 0,scale:.0098,min:-1.5e-3,\"two words\":'it\\'s',list:[1,[2,]],f:3}}},{}]},{},[1])");
        JsonNode topology = value.path("modelTopology");
        assertEquals(false, topology.path("sparse").booleanValue());
        assertEquals(true, topology.path("all").booleanValue());
        assertTrue(topology.path("seed").isNull());
        assertTrue(topology.path("no").isNull());
        assertEquals(.0098, topology.path("scale").doubleValue());
        assertEquals(-1.5e-3, topology.path("min").doubleValue());
        assertEquals("it's", topology.path("two words").textValue());
        assertEquals(2, topology.path("list").path(1).path(0).doubleValue());
    }

    @Test
    void jsonIsALiteral() throws Exception {
        assertEquals("é\n", read(" {\"a\": \"\\u00e9\\n\"} ").path("a").textValue());
    }

    @Test
    void aTextIsALiteral() throws Exception {
        assertEquals("AAEC", read("(function(){module.exports=\"AAEC\"})").textValue());
    }

    @Test
    void whatIsNoLiteralIsRefused() {
        for (String script : new String[] {
            "",
            "exports={",
            "exports={a:1",
            "exports={a:f()}",
            "exports={a:b}",
            "exports={a:1,a:2}",
            "exports={a:!2}",
            "exports={a:0x10}",
            "exports={a:1n}",
            "exports={a:\"x",
            "exports={a:\"x\ny\"}",
            "exports={a:`x`}",
            "exports={a:\"\\u12\"}",
            "exports={get a(){return 1}}",
            "exports={...b}",
            "exports={a:1}".replace("exports", "other"),
            "{\"a\":1} + 1",
        }) {
            assertThrows(ModelException.class, () -> read(script), script);
        }
    }

    @Test
    void depthIsBounded() {
        ModelException thrown = assertThrows(ModelException.class, () -> read("exports=" + "[".repeat(100_000)));
        assertTrue(thrown.getMessage().contains("nested"), thrown.getMessage());
    }

    @Test
    void brokenModulesAreToldOrRead() {
        String sound = "exports={a:[1,.5,-2e3],b:{c:\"x\\u0041\",d:!0,e:null}}";
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder broken = new StringBuilder(sound);
            for (int edits = 1 + random.nextInt(3); edits > 0 && broken.length() > 1; edits--) {
                int at = random.nextInt(broken.length());
                switch (random.nextInt(3)) {
                    case 0 -> broken.deleteCharAt(at);
                    case 1 -> broken.setCharAt(at, (char) (32 + random.nextInt(95)));
                    default -> broken.setLength(at + 1);
                }
            }
            try {
                read(broken.toString());
            } catch (ModelException e) {
                assertTrue(e.getMessage().startsWith("m.js "), e.getMessage());
            }
        }
    }
}

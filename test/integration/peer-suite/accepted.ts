/** Tests of the peer's suite in which Resalt differs on purpose, each with its reason; docs/decisions/0006-peer-suite.md has them for reading. */
const removesNothing = 'Resalt takes no definition out of a configuration: a rotation never needs it.';

export const accepted: Readonly<Record<string, string>> = {
  'AddRemoveTest::testRemoveRawConstants': removesNothing,
  'AddRemoveTest::testRemoveStringConstants': removesNothing,
  'AddRemoveTest::testRemoveRawVariables': removesNothing,
  'AddRemoveTest::testRemoveStringVariables': removesNothing,
  'AddRemoveTest::testRemoveConstantWithConcatenation': removesNothing,
  'DefinedOrTest::testRemoveWithOrPattern': removesNothing,
  'DefinedOrTest::testRemoveWithDoubleBarPattern': removesNothing,
  'DefinedOrTest::testNormalizeUpdateWithOrPattern':
    'The peer rewrites the whole statement and drops its guard. Resalt changes the bytes of the value and nothing else.',
  'UpdateMixedLineEndingsTest::testMixedLineEndingsAreNormalized':
    'The peer makes all line ends of the file alike. Resalt keeps every byte outside the value, line ends included.',
  'UpdateTest::testConstantValueEscapedCorrectly with 4':
    'The test wants a value with two backslashes to be written with two, which PHP reads as one. Resalt writes what PHP reads back as the value.',
};

/** Where old files are and how a person gets at them, for the end of a sentence. */
export const inTheVault = 'in the vault (resalt runs old-files RUN --out FOLDER saves them)';

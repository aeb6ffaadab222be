package i18n

; The installer for Windows: for one user without administrator's rights, or for all users with /ALLUSERS.
;
; makensis -DVERSION=0.1.0 -DTREE=..\..\build\frozen\tree\steppe -DOUTPUT=..\..\dist\steppe-0.1.0-setup.exe steppe.nsi
; Silent: steppe-0.1.0-setup.exe /S [/ALLUSERS] [/D=C:\folder]
Unicode true
SetCompressor /SOLID lzma

!ifndef VERSION
  !error "Say which version: -DVERSION=0.1.0"
!endif
!ifndef TREE
  !error "Say where the frozen tree is: -DTREE=folder"
!endif
!ifndef OUTPUT
  !define OUTPUT "steppe-${VERSION}-setup.exe"
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "x64.nsh"

Name "Steppe ${VERSION}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir ""
ManifestDPIAware true

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Steppe"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Steppe, offline maths solver"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Steppe"
!define MUI_ABORTWARNING
!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\steppe-window.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString NeedsX64 ${LANG_ENGLISH} "Steppe needs a 64-bit Windows."
LangString NeedsX64 ${LANG_GERMAN} "Steppe braucht ein 64-Bit-Windows."
LangString NeedsX64 ${LANG_SIMPCHINESE} "Steppe 需要 64 位 Windows。"
LangString NeedsRights ${LANG_ENGLISH} "Only an administrator installs for all users."
LangString NeedsRights ${LANG_GERMAN} "Nur ein Administrator installiert für alle Benutzer."
LangString NeedsRights ${LANG_SIMPCHINESE} "只有管理员可以为所有用户安装。"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(NeedsX64)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $1
  ${If} ${Errors}
    SetShellVarContext current
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Steppe"
    ${EndIf}
  ${Else}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      MessageBox MB_OK|MB_ICONSTOP "$(NeedsRights)" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    SetShellVarContext all
    SetRegView 64
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$PROGRAMFILES64\Steppe"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Steppe"
  ; What an older version left, so that no file of it is loaded by the new one. Only a folder of ours is emptied.
  ${If} ${FileExists} "$INSTDIR\steppe-window.exe"
    RMDir /r "$INSTDIR\lib"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${TREE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Steppe.lnk" "$INSTDIR\steppe-window.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "Steppe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "The Steppe developers"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\steppe-window.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Function un.onInit
  ; Whoever may write below Program Files installed for all users.
  SetShellVarContext current
  StrLen $0 "$PROGRAMFILES64"
  StrCpy $1 "$INSTDIR" $0
  ${If} $1 == "$PROGRAMFILES64"
    SetShellVarContext all
    SetRegView 64
  ${EndIf}
FunctionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\lib"
  Delete "$INSTDIR\steppe.exe"
  Delete "$INSTDIR\steppe-window.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Steppe.lnk"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd
